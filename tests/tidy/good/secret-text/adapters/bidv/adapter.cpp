const auto bill = fields.text("bill_id");
const auto proof = keys_->verify_text(account.password, presented);
credential.key = account.password;
