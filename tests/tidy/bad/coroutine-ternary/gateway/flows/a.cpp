Task<int> a(bool ok) {
    co_await (ok ? first() : second());  // rings
    co_return ok ? co_await first() : 0;  // rings
}
