Task<void> a(Store& store) {
    co_await store.write([x] { use(x); });  // rings
    co_await store.write([x = std::move(y)](Txn& txn) { use(x, txn); });  // rings
    co_await store.write([=]() mutable { use(x); });  // rings
    co_await store.write([&, x](Txn& txn) -> Result<void> {  // rings
        return use(x);
    });
}
