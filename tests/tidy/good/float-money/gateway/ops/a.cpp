void observe_ms(std::string_view name, double ms);  // the word Money in a comment only
