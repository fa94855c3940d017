dvc_vector_seeds(vnptpay)
dvc_fuzz(NAME vnptpay_fuzz USES vnptpay toolkit crypto ports domain SEEDS ${DVCPAY_SEEDS}/confirm ${DVCPAY_SEEDS}/refund)
