#pragma once
// The columns of a payment and its parts, in one order for insert, update and select. Private to
// aggregate_*.cpp.
#include <string>

namespace dvcpay::sqlite {

// A table's columns in two parts: what never changes, then what an update writes again.
inline const std::string payment_fixed = "id,client,reference,created_at";
inline const std::string payment_changing =
    "service_code,agency_code,amount,service_fee,description,return_url,metadata,payer_masked,"
    "owner_masked,warnings,"
    "locale,beneficiary_account,beneficiary_bank_bin,beneficiary_name,state,cancel_requested,"
    "cancel_reason,late,"
    "zero_amount,zero_reason,settlement,supersedes,superseded_by,created_by,expires_at,paid_at,"
    "closed_at,version,"
    "next_due_at";
inline const std::string attempt_fixed = "id,payment_id";
inline const std::string attempt_changing =
    "provider,account,method,finality,order_ref,request_id,state,amount,action_kind,action_url,"
    "action_qr,"
    "action_bank_bin,action_bank_name,action_account,action_account_name,action_content,provider_"
    "txn,failure_code,"
    "failure_provider_code,failure_message_vi,failure_message_en,failure_can_retry,opened_at,"
    "expires_at,grace_s,"
    "closed_at,next_ask_at,watched_until,asked,overdue,virtual_account,provider_ref";
inline const std::string credit_fixed = "id";
inline const std::string credit_changing =
    "payment_id,attempt_id,provider,account,provider_txn,order_ref,amount,state,occurred_at,"
    "received_at,evidence_id,settlement";
inline const std::string refund_fixed = "id,payment_id";
inline const std::string refund_changing =
    "credit_id,amount,reason,state,requested_by,approved_by,provider_refund_id,failure_code,"
    "failure_provider_code,"
    "failure_message_vi,failure_message_en,failure_can_retry,version,created_at,closed_at,"
    "destination_masked,evidence,next_ask_at,asked,overdue,not_before";
inline const std::string refund_try_fixed = "refund_id,provider_refund_id";
inline const std::string refund_try_changing =
    "request_id,state,provider_txn,provider_code,submitted_at,closed_at";
inline const std::string incident_fixed = "id";
inline const std::string incident_changing =
    "payment_id,kind,state,attempt_id,credit_id,amount,proposal,detail,opened_at,closed_at,"
    "provider_txn,refund_id,action,reason,proposed_by,proposed_at,decided_by,closing,version,"
    "planned_refund_id,destination_masked";

}  // namespace dvcpay::sqlite
