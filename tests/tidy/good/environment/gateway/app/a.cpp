const char* secret = std::getenv(name.c_str());
