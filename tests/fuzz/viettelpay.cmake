dvc_vector_seeds(viettelpay)
dvc_fuzz(NAME viettelpay_fuzz USES viettelpay toolkit crypto ports domain
         SEEDS ${DVCPAY_SEEDS}/result ${DVCPAY_SEEDS}/inquiry_answer)
