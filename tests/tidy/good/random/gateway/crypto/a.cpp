entropy.fill(bytes);
int n = operand(2);
auto brand = brand_of(x);
