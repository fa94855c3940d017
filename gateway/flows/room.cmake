room(NAME flows DIR gateway/flows PRECOMPILED
     SOURCES watch.cpp requests.cpp choose.cpp idempotency.cpp record.cpp draft.cpp open_payment.cpp take_payment.cpp learn_commit.cpp adopt_orphans.cpp ask_status.cpp
             numbers.cpp standing.cpp take_notice.cpp intake.cpp doubt.cpp take_callback.cpp ask_account.cpp money_case.cpp lone_incident.cpp refund_money.cpp time_work.cpp seal_history.cpp deliver_webhooks.cpp replay_webhooks.cpp endpoints.cpp ring.cpp erase.cpp retention.cpp epoch.cpp export_payment.cpp
     USES ports domain)
