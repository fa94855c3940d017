Task<void> a(Transport& transport) {
    co_await transport.send(Request{"a", "b"});  // rings
    co_await transport.send({"a", "b"});  // rings
    auto pair = Pair{co_await first(), 2};  // rings
    co_return Answer{co_await first()};  // rings
}
Task<std::vector<int>> b() {
    BOOST_OUTCOME_CO_TRY(auto got, co_await read(Key{1}));  // rings
    if (ready) {
        auto x = co_await f(std::array<int, 2>{1, 2});  // rings
    }
    co_await run([] { return Key{1}; }, Key{2});  // rings
}
