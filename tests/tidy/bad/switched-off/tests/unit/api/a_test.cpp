TEST(Api, DISABLED_RefusesNonsense) {}  // rings
