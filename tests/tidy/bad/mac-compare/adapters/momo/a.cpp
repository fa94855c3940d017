if (signature == expected) return ok();  // rings
if (expected != message.signature) return no();  // rings
if (std::memcmp(mac.data(), other.data(), 32) == 0) return ok();  // rings
return given.api_key() == stored;  // rings
return header_token != known;  // rings
return computed_mac.compare(given) == 0;  // rings
return std::equal(signature.begin(), signature.end(), expected.begin());  // rings
