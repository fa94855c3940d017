Task<void> a(Transport& transport) {
    Request request{"a", "b"};
    auto answer = co_await transport.send(std::move(request));
    const Pair pair{answer, 2};
    if (const auto got = co_await first(); !got) {
        co_return;
    }
    while (!co_await done()) {
    }
    for (int i = 0; i < 3; ++i) co_await step(i);
    switch (co_await state()) {
        case State::open: {
            co_await first();
            break;
        }
    }
    try {
        co_await first();
    } catch (const Error& e) {
        log(Fields{{"a", "b"}});
    }
    auto job = [](Txn& txn) -> Result<void> {
        txn.put(Row{1, 2});
        return ok();
    };
    co_await run([](int n) { return Key{n}; });
    co_return;
}
struct B : Base {
    Task<int> c() const override { co_return co_await first(); }
    int x{3};
};
