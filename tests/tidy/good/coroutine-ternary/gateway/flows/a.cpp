Task<int> a(bool ok) {
    const int which = ok ? 1 : 2;
    // really ?
    co_await say("why?");
    if (ok) co_return co_await first();
    co_return 0;
}
