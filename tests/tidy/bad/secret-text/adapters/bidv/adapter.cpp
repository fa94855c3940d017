auto password = keys_->text(account.password);  // rings
auto other = keys.text("bidv/default/password");  // rings
auto third = core->keys().text(name);  // rings
auto fourth = std::invoke(&Keys::text, keys, name);  // rings
