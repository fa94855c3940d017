#pragma once
// The test keys of the specification (§13), bodies of PEM: the partner's and the bank's. They open
// nothing.
#include <string_view>

namespace dvcpay::sandbox::vietinbank {

inline constexpr std::string_view partner_private_key =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC/yfy3Mc4kYFzvyOiGuTXqVKVjnQBb"
    "7vISFPUAWxjAdELy1HpZh0Igp6jSIWZd+bY3nnT9gvBEIOPSxxfYtKh5uEGDXVPebKwIQ90wTimnYPLH"
    "mGACbhVsa5N1lAHV8phKMVYN9akM6EPpVXJzTViZbaPXgPZDyEqQrqxvYy2aV6qcBB33da2cBnleGtwv"
    "n9nRfqFQ+4y6xSyiOyO4x30go/PfA0pCYp3dDpiwKQ4v3FztEZGUZA3o0zpRvMdNmcsW+8RbLBcKfH+b"
    "wbvKNMiMh2oIExfKr5Ts4wNdAGWJEwx5m2pGUkQTpGnz/CUabgGK1xCjxHrMdsuIMnTt0KOlAgMBAAEC"
    "ggEABLnmh2Er0kupnqMVz9Qalwa0+KpyytEtl/J6QyL7jiqPR8qipTgnEgTvrRXzntc7fU1jVqf2Ycdp"
    "tdUAKm/xQuaefq07Ft0YtC9v8PPMJPrHoNGJdCXgU0anYJtgHDSZOiLTGw71toK2wbZAVsUOLOG9yt67"
    "stnptH0JdMk943LAqEQyvR5lEUs1hqG0Kcv8zdJi6LgtkvCFLwp5WfpU5mT6kpZY9Unj94EPsf9Ooio2"
    "0XA1uXJ2Are3o4SNNM+txqTAe6NwA1s9YqcYgf886TlguLrmpgvazPetp8kcF5/Fw4IR/kqAiGYW5i2b"
    "XgYMxWb/yiMMhWBtnJQ1cnY/NQKBgQDtSo4Yn0P+sr1ffA0GeGKCqXhsqJkNoXWSnIYcOHHWWO3k5NzF"
    "QuQsxePy4Jr+/XXfksBRWivJD+I79fI0tdyB5wb8jkF1G3FW2FCMCBYm6DMms1965WXm8opfzFnN4fkE"
    "xRDV4hkEyM+L/h1O6OYTeNhUNZZQ4W7ngs/ByWyXiwKBgQDO6QXzYdeeKH0fTDjTGach7Qbh5Y6s5AkL"
    "HL70F0pCAjjWdNpYq/sm1+pCacngrW5rBTDjZIN9kS19SnutKmIMG73BjnmCQ33ORN8rdrUTYbUfpeuq"
    "sdl52uJygr0e6EW37aH10f7IlMJGD8lZ0ZBdHeuGg5r1Yeygz1xa5u+XjwKBgF1604PLqmO6UnQ9UHxO"
    "DLDgxno36SO/iavaUdLoQaBppD5aEsb7VRx2URirdyQhAcCz9WOXHEy3Hy7z8xjk1BuwwcXY3NyflQTb"
    "bs/bl654Jz6Fx4WIvZ4/yld3D6HV9d31LG62BZkm6uyBjVY61fix0LdL7Q2r4Z7+n43+JfOFAoGAEuOl"
    "Hm39QDwUCCpuOZ9q6ab47OCHIPOEe9Y4/JGvvszzIWjzkgrJV+d4RG3h9zf+D5keuHOxqWH6lCibl9h5"
    "sP9LWINIRoMg1hblhNNGfql53pTIKgIoh35bE/cpisvLqZnxIj70kp06CylfyWpfUpDrspELMYGqF5g2"
    "pznT/7MCgYBKuEftWiMo4zY3xE45+ndd14Zrky8MbBVT712HzRGaQg7OIMYLG9XztR7i2Uz63CiZ+1hp"
    "klziWCidvj9XG6lIqOuyc31PkTq03cNeMgsI37qWIzO0Dx7AHs3zfyqI03MllXvFsrTEa4YPHUuJcf2U"
    "mSKjQmfhpxVmXzKTMAWaLw==";

inline constexpr std::string_view partner_public_key =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv8n8tzHOJGBc78johrk16lSlY50AW+7yEhT1"
    "AFsYwHRC8tR6WYdCIKeo0iFmXfm2N550/YLwRCDj0scX2LSoebhBg11T3mysCEPdME4pp2Dyx5hgAm4V"
    "bGuTdZQB1fKYSjFWDfWpDOhD6VVyc01YmW2j14D2Q8hKkK6sb2MtmleqnAQd93WtnAZ5XhrcL5/Z0X6h"
    "UPuMusUsojsjuMd9IKPz3wNKQmKd3Q6YsCkOL9xc7RGRlGQN6NM6UbzHTZnLFvvEWywXCnx/m8G7yjTI"
    "jIdqCBMXyq+U7OMDXQBliRMMeZtqRlJEE6Rp8/wlGm4BitcQo8R6zHbLiDJ07dCjpQIDAQAB";

inline constexpr std::string_view bank_private_key =
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDTSAzIgJ8WfD1trjb8bRDq+dVKOu6I"
    "l421eDf0Sr2cUMUNEBZsL58vHnA6MaCjnZGzcbtTDC/VzAyvw4ayEeDOnyElUzChC0BQzcJacThFUlrm"
    "Cwp6xOgpnot1wYZQM8cDt4S87fNZIHW4bbpvUav9+NqeiL6bGczCO9acbbn3OFzcjnAWOoWqjoOXYLUs"
    "G6frwbBjVQyr/4YU/YZj21Clfj2Xl6xsrUTckuOA1aGkvpiyf+gV9J5SO6bcYLlohf7eYunMmiwQF5xs"
    "y302i/a3cr1yjJqQExgAMDcsOOwOaVp5b2WwO6exnMpZpMxPuiAzBpUoUfuearyVfOsVEsD/AgMBAAEC"
    "ggEARRHCQA+wMkkWSdNQnW/IPpDC1dvzG8szo9XzsNR4LPBIos8WDXL5/ozcUmHj6mj59yggfXM39hQZ"
    "N6JbV745eEKUMuABvzvu4BuLxEZMB3l3RsnoOJ9DaEuwuqOz1Wc/0aq+ZYcCbSoL4elZL8gKymF+kqIQ"
    "caLbCcpHC+dhCnyVTuG/J4vEks+U85GgH6HiU5mAsnPLRZZdNlDm4sHA3CO5LFllK/H/bkY9vrtAi0ej"
    "duiyCQ+wQegEsh7cozZnUA1/cTTrWdk+klPMowSJUDGOzWdEXX3cU5LN3ikXg1MCElUYdNJpvuKvxeaf"
    "7ZzU3Uf/ylTdkbJvQ0a1A3lKnQKBgQD+asFM5jZKFecHDrZMy7Eu4lk5iS7qZUtLboceMweagn7q4rar"
    "pletOZ4B32tCAZaVMEWtbQIUqOabhXCL3sQzGDRt3V0ihfT/8kyL5rGrq4JAfsxdV6LAXiQ7AydWt+0u"
    "6XulZYyKTeO7MKQ0UoRYZd9rClQQbIvViQW3pBRWTQKBgQDUmJY/5DILJQygBr/6rqteMxsdgSdEME3a"
    "XpmqeDbZtDlHFFH637Y8n8zMZcjNgF7qiOxE2vT+01v6vCIPxb189Bj+d97FezEhUegoz5pKaqRqTOIZ"
    "ZoLgliZsN81dY0/dYFh4pBNah1fuLhgCey27rw4kgNBOCqkE77qSUdtyewKBgQCqddCJu30IamBeRCc0"
    "kQ1oAlQRzq5WcgPeyHFTdJFVnrV2nuwRWeRItd/+FTmCAhpoXu1wYycPvJK2BNQBgwIl0cPfEIAET4h1"
    "rFxJKApGoSUmHU7EA6GSDgFsYJKM8bLCycEEcmOVjtZUZyS9wcPWjnsA9uyYDIIsUiA4iIDvyQKBgHyd"
    "YFzdFtRfiDH5Iuj/H6Yc0MUPooOeyNO6Zdp9krEzqetXJuKl5T1N8g7Rjs2edISHc+68ZaVFIQIs6s5R"
    "+0tWDZyDiQo6tsawKyRY5DjAn9VLcbCv3QFmIemHIBKglvzNb65vhoSnFsyfKiWyLFF6QBD3jKJiL0ac"
    "esEvyDEnAoGBAMdi9an2e39b2ltT+XOh6myiGRNlMzH0YMXU1lJizo5TbatYdAnfXmXYHov9xdZKk+hf"
    "YZjRkUdidZvpktgG7jK9MIDRMOv0n1tlV7nWId/uQo7aIzPNfiyFPIYr8yjg+g9r22oTmmDQ7LeVQegQ"
    "4rx29ZWMI0FQ/fEoa3NH48qa";

inline constexpr std::string_view bank_public_key =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA00gMyICfFnw9ba42/G0Q6vnVSjruiJeNtXg3"
    "9Eq9nFDFDRAWbC+fLx5wOjGgo52Rs3G7Uwwv1cwMr8OGshHgzp8hJVMwoQtAUM3CWnE4RVJa5gsKesTo"
    "KZ6LdcGGUDPHA7eEvO3zWSB1uG26b1Gr/fjanoi+mxnMwjvWnG259zhc3I5wFjqFqo6Dl2C1LBun68Gw"
    "Y1UMq/+GFP2GY9tQpX49l5esbK1E3JLjgNWhpL6Ysn/oFfSeUjum3GC5aIX+3mLpzJosEBecbMt9Nov2"
    "t3K9coyakBMYADA3LDjsDmlaeW9lsDunsZzKWaTMT7ogMwaVKFH7nmq8lXzrFRLA/wIDAQAB";

}  // namespace dvcpay::sandbox::vietinbank
