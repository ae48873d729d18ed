using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>More words of <see cref="Vocabulary"/>: Korean, Indonesian and Vietnamese.</summary>
internal static class VocabularyAsian
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Korean(), Indonesian(), Vietnamese()];

    private static Dictionary<Concept, string[]> Korean() => new()
    {
        [Sender] = ["보낸 사람", "보내는 사람", "보낸사람", "보내는사람", "발신자", "발신인", "발신 주소", "발신 도메인", "발신주소", "송신자", "발송자"],
        [Account] = ["계정"],
        [Ours] = ["귀하의", "고객님의", "발송", "발신", "송신"],
        [Recipient] = ["수신자", "수신인", "받는 사람", "받는사람", "사용자", "메일함", "편지함", "우편함", "주소"],
        [Mailbox] = ["메일함", "편지함", "우편함"],
        [Login] = ["인증", "로그인", "비밀번호", "암호", "패스워드"],
        [Password] = ["비밀번호", "암호가", "패스워드"],
        [Message] = ["메시지", "메일", "본문", "첨부", "편지"],
        [Unknown] =
        [
            "존재하지 않", "찾을 수 없", "등록되지 않", "없는 사용자", "없는 계정", "없는 주소", "없는 수신자", "알 수 없는 사용자", "알 수 없는 수신자", "사용자 없음", "수신자 없음", "계정 없음", "주소 없음", "메일함 없음",
            "사용자가 없", "수신자가 없", "계정이 없", "주소가 없", "메일함이 없",
        ],
        [Refused] = ["거부", "거절", "허용되지", "허용하지", "허가되지", "권한이 없", "권한 없", "금지", "유효하지", "잘못된", "일치하지", "승인되지", "확인되지", "에게만"],
        [Needed] = ["필요", "필수"],
        [Suspended] = ["정지", "중지", "비활성", "휴면", "잠김", "잠겨", "잠겼", "해지", "폐쇄", "차단"],
        [Invalid] = ["잘못된", "유효하지", "올바르지", "틀렸", "틀립"],
        [Blocked] = ["차단"],
        [Unavailable] = ["사용할 수 없", "이용할 수 없"],
        [Failed] = ["실패", "오류", "할 수 없", "못했"],
        [Full] = ["가득", "꽉 찼", "용량 초과", "용량이 초과", "용량을 초과", "용량 부족", "용량이 부족", "공간이 부족", "공간 부족"],
        [Quota] = ["할당량", "용량"],
        [Large] = ["너무 큽", "너무 커", "너무 큰", "크기"],
        [Junk] = ["스팸"],
        [Limit] = ["초과", "제한", "한도", "너무 많", "최대", "할당량", "소진"],
        [Volume] = ["메일", "메시지", "발송", "전송", "일일", "하루", "시간당", "월간"],
        [Period] = ["일일", "하루", "시간당", "시간 당", "분당", "월간", "오늘"],
        [Pace] = ["연결", "접속", "동시", "세션", "속도"],
        [TooFast] = ["너무 빠", "너무 자주", "빈번"],
        [Relay] = ["릴레이", "중계"],
        [Trouble] = ["서버 오류", "내부 오류", "시스템 오류", "점검", "과부하", "혼잡", "장애"],
        [Later] = ["나중에", "다시 시도", "잠시 후", "일시적"],
        [Listed] = ["블랙리스트", "차단 목록", "차단목록", "평판"],
        [Domain] = ["도메인"],
        [MaySend] = ["발송 권한", "보낼 권한", "외부 수신자", "내부 수신자"],
        [Encryption] = ["암호화"],
        [Renewal] = ["만료", "변경"],
    };

    private static Dictionary<Concept, string[]> Indonesian() => new()
    {
        [Sender] = ["pengirim", "alamat pengirim"],
        [Account] = ["akun"],
        [Ours] = ["akun anda", "pengiriman", "anda telah"],
        [Recipient] = ["penerima", "pengguna", "kotak surat", "kotak masuk", "alamat"],
        [Mailbox] = ["kotak surat", "kotak masuk"],
        [Login] = ["kata sandi", "otentikasi", "autentikasi"],
        [Password] = ["kata sandi"],
        [Message] = ["pesan", "surel"],
        [Unknown] = ["tidak ditemukan", "tidak dikenal", "tidak terdaftar", "tidak ada pengguna"],
        [Refused] = ["ditolak", "tidak diizinkan", "tidak diperbolehkan", "dilarang", "tidak valid", "tidak sah", "tidak berhak"],
        [Suspended] = ["ditangguhkan", "dinonaktifkan", "diblokir", "dibekukan", "nonaktif"],
        [Blocked] = ["diblokir"],
        [Failed] = ["gagal", "kesalahan"],
        [Full] = ["penuh"],
        [Large] = ["terlalu besar"],
        [Limit] = ["batas", "melebihi", "melampaui", "terlalu banyak"],
        [Volume] = ["pesan", "surel", "harian", "per hari", "per jam", "pengiriman"],
        [Period] = ["harian", "per hari", "per jam", "bulanan"],
        [Later] = ["lagi nanti", "coba lagi", "sementara"],
    };

    private static Dictionary<Concept, string[]> Vietnamese() => new()
    {
        [Sender] = ["nguoi gui", "dia chi nguoi gui"],
        [Account] = ["tai khoan"],
        [Ours] = ["tai khoan cua ban", "gui thu", "gui mail", "gui email"],
        [Recipient] = ["nguoi nhan", "nguoi dung", "hop thu", "dia chi"],
        [Mailbox] = ["hop thu"],
        [Login] = ["mat khau", "xac thuc", "dang nhap"],
        [Password] = ["mat khau"],
        [Message] = ["tin nhan"],
        [Unknown] = ["khong ton tai", "khong tim thay", "khong xac dinh"],
        [Refused] = ["tu choi", "khong duoc phep", "khong hop le", "khong cho phep"],
        [Suspended] = ["bi khoa", "tam ngung", "dinh chi", "vo hieu", "bi chan"],
        [Blocked] = ["bi chan"],
        [Full] = ["da day", "bi day", "hop thu day"],
        [Limit] = ["vuot qua", "gioi han", "qua nhieu"],
        [Volume] = ["tin nhan", "hang ngay", "moi ngay", "moi gio", "gui mail", "gui thu"],
        [Period] = ["hang ngay", "moi ngay", "moi gio"],
        [Later] = ["thu lai", "tam thoi"],
    };
}
