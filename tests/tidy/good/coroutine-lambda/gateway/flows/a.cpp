Task<void> a(Store& store) {
    std::function<void()> job = [x] { use(x); };
    co_await store.write(std::move(job));
    co_await store.write([](Txn& txn) { use(txn); });
    co_await store.write([&x, this](Txn& txn) { use(x); });
    co_await read(all[index]);
    group.spawn([x]() -> Task<void> { co_await use(x); }());
}
