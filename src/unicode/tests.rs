//! Tests of folding and words in the scripts of the world.

use super::*;

#[test]
fn spellings_that_are_one_to_people_fold_to_one() {
    for same in [
        ["Straße", "STRASSE", "ｓｔｒａｓｓｅ"],
        ["مَرْحَبًا", "مرحبا", "مرحـــبا"],
        ["أحمد", "احمد", "اَحْمَد"],
        ["שָׁלוֹם", "שלום", "שׁלום"],
        ["İstanbul", "istanbul", "ISTANBUL"],
        ["Işık", "isik", "IŞIK"],
        ["ΟΔΥΣΣΕΥΣ", "Ὀδυσσεύς", "οδυσσευς"],
        ["ﬁn de siècle", "FIN DE SIÈCLE", "fin de sie\u{300}cle"],
        ["Đặng Thị", "đa\u{323}\u{306}ng thi\u{323}", "dang thi"],
        ["Łódź", "łódz\u{301}", "LODZ"],
        ["Ёлка", "ёлка", "елка"],
        ["ガラス", "ｶﾞﾗｽ", "カ\u{3099}ラス"],
        ["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}", "한국"],
        ["Baby’s – “first”", "Baby's - \"first\"", "BABY'S - \"FIRST\""],
        ["٣٥٠", "３５０", "350"],
        ["कि\u{200d}ताब", "किताब", "किताब"],
        ["Ærø", "ærø", "AERO"],
        ["می\u{200c}خواهم", "میخواهم", "ميخواهم"],
    ] {
        let [first, second, third] = same.map(|text| fold(text).into_owned());
        assert_eq!((&first, &first), (&second, &third), "{same:?}");
    }
    for (one, other) in [
        ("мой", "мои"),
        ("が", "か"),
        ("กา", "กำ"),
        ("कल", "कला"),
        ("ни", "ній"),
        ("1½", "12"),
        ("น้า", "นา"),
    ] {
        assert_ne!(fold(one), fold(other), "{one} {other}");
    }
}

#[test]
fn what_is_folded_or_composed_stays_so() {
    for text in ["Straße", "が", "Đặng", "مَرْحَبًا", "หนังสือ", "ﬃ", "Å", "한", "İ", "ŉ", "\u{fdfa}"]
    {
        let once = fold(text).into_owned();
        assert_eq!(fold(&once), once, "{text}");
        let once = compose(text).into_owned();
        assert_eq!(compose(&once), once, "{text}");
    }
}

#[test]
fn words_are_asked_for_as_people_write_them() {
    for (text, found) in [
        ("Über-Größe, naïve 北京!", "uber grosse naive 北京"),
        ("$1,200 1.200 1'200 1\u{202f}200", "1200 1200 1200 1200"),
        ("€350 350€ No.7 50% 3.5", "350 350 no 7 50 3 5"),
        ("1,234,567.89 12,5 1,2345 2026.10.01", "1234567 89 12 5 1 2345 2026 10 01"),
        ("Baby's l’amour 'quoted'", "baby s l amour quoted"),
        ("東京タワー", "東京 京タ タワ ワー"),
        ("山", "山"),
        ("  — ' !", ""),
    ] {
        assert_eq!(words(text).join(" "), found, "{text}");
    }
    assert_eq!(words(&"x".repeat(100)), ["x".repeat(40)]);
}

#[test]
fn a_word_inside_a_sentence_is_among_its_terms() {
    for (text, asked) in [
        ("ร้านของเรามีบริการถ่ายภาพงานแต่งงาน", ["ถ่ายภาพ", "ภาพ", "งาน", "แต่งงาน"]),
        ("東京でのウェディングプランを予約する", ["ウェディング", "プラン", "予約", "東"]),
        ("我们在北京提供婚礼摄影服务", ["婚礼", "摄影", "北京", "beijing"]),
        ("យើងផ្តល់សេវាថតរូបអាពាហ៍ពិពាហ៍", ["ថតរូប", "សេវា", "រូប", "អាពាហ៍"]),
        ("ຮ້ານຂອງພວກເຮົາມີບໍລິການຖ່າຍຮູບ", ["ຖ່າຍຮູບ", "ຮູບ", "ບໍລິການ", "ຮ້ານ"]),
        ("မင်္ဂလာဆောင်ဓာတ်ပုံ", ["ဓာတ်ပုံ", "မင်္ဂလာ", "ဆောင်", "ပုံ"]),
        ("Ольга shot 350km for CHF350", ["olga", "350", "chf", "ольга"]),
        ("Baby's day at O’Brien", ["babys", "obrien", "baby", "brien"]),
    ] {
        let terms = terms([text], 1_000);
        for word in asked {
            let words = if word == "beijing" {
                vec!["bei".to_owned(), "jing".to_owned()]
            } else {
                words(word)
            };
            for word in words {
                assert!(terms.contains(&word), "{word} in {text}: {terms:?}");
            }
        }
    }
}
