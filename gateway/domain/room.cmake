room(NAME domain DIR gateway/domain PURE
     SOURCES money.cpp ids.cpp invariant.cpp mask.cpp time.cpp payment.cpp words.cpp step.cpp schedule.cpp
             decide.cpp decide_draft.cpp decide_credit.cpp decide_refund.cpp decide_incident.cpp decide_money.cpp deadlines.cpp obligation.cpp
     USES)
