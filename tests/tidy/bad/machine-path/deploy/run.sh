cd /home/someone/dvcpay
