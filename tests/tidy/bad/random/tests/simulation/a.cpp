std::mt19937_64 engine(seed);
std::random_device device;  // rings
