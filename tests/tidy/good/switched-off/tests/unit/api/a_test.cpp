TEST(Api, ADisabledEndpointIsSkipped) {}
