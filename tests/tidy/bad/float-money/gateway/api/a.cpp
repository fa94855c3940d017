Money total(const Payment& p);
double share = 0.1;  // rings
float rate(Money m);  // rings
auto x = std::stod(text);  // rings
auto y = std::round(share);  // rings
