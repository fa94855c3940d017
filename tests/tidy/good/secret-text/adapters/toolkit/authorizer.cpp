BOOST_OUTCOME_TRY(const auto secret, keys_->text(credential.key));
