// 0.5 of a double is no Money
std::int64_t dong(const Money& m) { return m.count(); }
auto text = "double";
void f(Money m) { work.round(); webhooks->round(m); }
