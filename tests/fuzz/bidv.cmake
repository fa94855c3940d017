# Seeds out of tests/vectors/bidv: the bank's calls with their checksum, its answers, lists and statements. The first
# character chooses the reader.
function(dvc_bidv_seeds)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/seeds/bidv)
  foreach(operation getbill paybill)
    file(READ ${CMAKE_SOURCE_DIR}/tests/vectors/bidv/checksum_${operation}.json text)
    foreach(i RANGE 2)
      string(JSON body GET "${text}" vectors ${i} input)
      string(JSON checksum GET "${text}" vectors ${i} expected md5_concat out)
      string(JSON body SET "${body}" checksum "\"${checksum}\"")
      string(SUBSTRING ${operation} 0 1 choice)
      file(WRITE ${out}/${operation}-${i} "${choice}${body}")
    endforeach()
  endforeach()
  file(READ ${CMAKE_SOURCE_DIR}/tests/vectors/bidv/jws_answer.json text)
  foreach(i RANGE 2)
    string(JSON body GET "${text}" vectors ${i} input body)
    foreach(choice q l s c)
      file(WRITE ${out}/answer-${choice}-${i} "${choice}${body}")
    endforeach()
  endforeach()
  file(WRITE ${out}/list "fstt|transId|transDate|serviceId|customerId|billId|amount|channel|status|remark\n\
1|0000000000017|20261005080634|KGDVC1|KG261005000001|KG7Q2M9XC4T8W1ZB|150000|QR|000|le phi\nTOTAL|1|150000\n")
  file(WRITE ${out}/statement "s{\"requestId\":\"1\",\"errorCode\":\"000\",\"data\":{\"rows\":[{\"transDate\":\"20261005\",\
\"transTime\":\"080634\",\"remark\":\"KG261005000001\",\"dorc\":\"C\",\"amount\":\"150000\",\"curr\":\"VND\"}],\"totalRow\":1}}")
  file(WRITE ${out}/corp "c{\"body\":{\"totalRecords\":1,\"trans\":[{\"tranDate\":\"05/10/2026\",\"remark\":\"KG261005000001\",\
\"debitAmount\":\"0\",\"creditAmount\":\"150000\",\"seq\":\"7\",\"ref\":\"FT1\",\"currCode\":\"VND\"}]}}")
endfunction()

dvc_bidv_seeds()
dvc_fuzz(NAME bidv_fuzz USES bidv toolkit crypto ports domain SEEDS ${CMAKE_CURRENT_BINARY_DIR}/seeds/bidv)
