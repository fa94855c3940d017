std::random_device device;  // rings
RAND_bytes(out, 10);  // rings
int n = rand();  // rings
std::mt19937_64 engine(7);  // rings
