"""Names of people in several orders and scripts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.names import Name, join_name, read_name


def _apart(*texts: str) -> list[str]:
    """The texts with their accents as characters of their own."""
    return [unicodedata.normalize("NFD", text) for text in texts]


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Jane Smith", "Jane", "Smith"),
        ("  Jane   Smith ", "Jane", "Smith"),
        ("Jane Mary Smith", "Jane Mary", "Smith"),
        ("J. R. R. Tolkien", "J. R. R.", "Tolkien"),
        ("O'Brien", "O'Brien", ""),
        ("Conan O'Brien", "Conan", "O'Brien"),
        ("Jean-Luc Picard", "Jean-Luc", "Picard"),
        ("Plato", "Plato", ""),
        ("Zhang Wei", "Zhang", "Wei"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Vincent Van Gogh", "Vincent", "Van Gogh"),
        ("Van Morrison", "Van", "Morrison"),
        ("van Gogh", "", "van Gogh"),
        ("Juan de la Cruz", "Juan", "de la Cruz"),
        ("de la Cruz", "", "de la Cruz"),
        ("De La Cruz", "", "De La Cruz"),
        ("Charles de Gaulle", "Charles", "de Gaulle"),
        ("Maria da Silva", "Maria", "da Silva"),
        ("Robert De Niro", "Robert", "De Niro"),
        ("Otto von der Heide", "Otto", "von der Heide"),
        ("José Ortega y Gasset", "José", "Ortega y Gasset"),
        ("Osama bin Ahmad", "Osama", "bin Ahmad"),
        ("Dr. Jane Smith", "Jane", "Smith"),
        ("Prof. Dr. Jane Smith", "Jane", "Smith"),
        ("Mr Smith", "", "Smith"),
        ("Frau Müller", "", "Müller"),
        ("Jane Smith PhD", "Jane", "Smith"),
        ("Jane Smith, PhD", "Jane", "Smith"),
        ("Martin Luther King, Jr.", "Martin Luther", "King"),
        ("Henry Ford III", "Henry", "Ford"),
        ('Dwayne "The Rock" Johnson', "Dwayne", "Johnson"),
        ("Jane Smith (Acme)", "Jane", "Smith"),
        ("Jack Ma", "Jack", "Ma"),
        ("Sir Elton", "Elton", ""),
        ("Sarah Ben Smith", "Sarah Ben", "Smith"),
        ("David ben Gurion", "David", "ben Gurion"),
        ("Lotte Smit-De Wit", "Lotte", "Smit-De Wit"),
        ("Anna Maria Jansen-van der Berg", "Anna Maria", "Jansen-van der Berg"),
        ("Anna-Maria Berg", "Anna-Maria", "Berg"),
        ("Ann Mc Donald", "Ann", "Mc Donald"),
        ("Ali al-Hassan", "Ali", "al-Hassan"),
        ("Otto v. Bismarck", "Otto", "v. Bismarck"),
        ("Marco di Stefano", "Marco", "di Stefano"),
        ("Lê Thị Hoa", "Thị Hoa", "Lê"),
        ("NGUYỄN Văn An", "Văn An", "NGUYỄN"),
        (unicodedata.normalize("NFD", "Trần Hưng"), *_apart("Hưng", "Trần")),
        ("Hồng Ánh", "", ""),
        ("Kovács János", "János", "Kovács"),
        ("János Kovács", "János", "Kovács"),
        ("سامي بن خالد", "سامي", "بن خالد"),
        ("محمد عبد الله", "محمد", "عبد الله"),
        ("أحمد محمد علي", "", ""),
        ("דוד בן גוריון", "דוד", "בן גוריון"),
        ("Иван Сергеевич Петров", "Иван Сергеевич", "Петров"),
        ("Петров Иван Сергеевич", "Иван Сергеевич", "Петров"),
        ("Ana Lucía Vega Ríos", "", ""),
        ("Ana Lopez Garcia", "", ""),
        ("María del Carmen Ruiz", "", ""),
        ("María García", "María", "García"),
        ("José de la Peña", "José", "de la Peña"),
        ("João da Silva", "João", "da Silva"),
        ("张副总经理", "", "张"),
        ("Иван Петров", "Иван", "Петров"),
        ("محمد علي", "محمد", "علي"),
        ("张伟", "伟", "张"),
        ("张小伟", "小伟", "张"),
        ("王芳", "芳", "王"),
        ("張偉", "偉", "張"),
        ("欧阳修", "修", "欧阳"),
        ("欧阳娜娜", "娜娜", "欧阳"),
        ("司马迁", "迁", "司马"),
        ("诸葛亮", "亮", "诸葛"),
        ("上官婉儿", "婉儿", "上官"),
        ("欧阳", "", "欧阳"),
        ("张 伟", "伟", "张"),
        ("爱新觉罗溥仪", "溥仪", "爱新觉罗"),
        ("王总", "", "王"),
        ("欧阳总", "", "欧阳"),
        ("李老师", "", "李"),
        ("张经理", "", "张"),
        ("王小明先生", "小明", "王"),
        ("小王", "小王", ""),
        ("老王", "老王", ""),
        ("阿强", "阿强", ""),
        ("约翰·史密斯", "约翰·史密斯", ""),
        ("张", "张", ""),
        ("山田太郎", "山田太郎", ""),
        ("山田 太郎", "太郎", "山田"),
        ("高橋 みなみ", "みなみ", "高橋"),
        ("高橋みなみ", "高橋みなみ", ""),
        ("ジョン・スミス", "ジョン・スミス", ""),
        ("ジョン スミス", "ジョン スミス", ""),
        ("김민수", "민수", "김"),
        ("김 민수", "민수", "김"),
        ("남궁민", "민", "남궁"),
        ("제갈공명", "공명", "제갈"),
        ("David 张", "David", "张"),
        ("张伟 David", "伟", "张"),
        ("张伟 (David Zhang)", "伟", "张"),
        ("张伟（大客户）", "伟", "张"),
        ("[red]x[/]", "[red]x[/]", ""),
        ("=1+1", "=1+1", ""),
        ("'; drop table contact; --", "'; drop table contact;", "--"),
        ("(unknown)", "(unknown)", ""),
        ("jane@example.com", "jane@example.com", ""),
    ],
)
def test_read_name(text: str, given: str, family: str) -> None:
    assert read_name(text) == Name(text.strip(), given, family)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Smith, Jane", Name("Jane Smith", "Jane", "Smith")),
        ("Smith,Jane", Name("Jane Smith", "Jane", "Smith")),
        ("SMITH, Jane Mary", Name("Jane Mary SMITH", "Jane Mary", "SMITH")),
        ("van Gogh, Vincent", Name("Vincent van Gogh", "Vincent", "van Gogh")),
        ("Vries, Hanna de", Name("Hanna de Vries", "Hanna", "de Vries")),
        ("Berg, Anna Maria van den", Name("Anna Maria van den Berg", "Anna Maria", "van den Berg")),
        ("De Wit-Smit, Lotte", Name("Lotte De Wit-Smit", "Lotte", "De Wit-Smit")),
        ("Smith Jr., Dr. John", Name("Dr. John Smith Jr.", "John", "Smith")),
        ("Vega Ríos, Ana Lucía", Name("Ana Lucía Vega Ríos", "Ana Lucía", "Vega Ríos")),
        ("Smith, ", Name("Smith,", "Smith", "")),
    ],
)
def test_a_comma_turns_the_name(text: str, name: Name) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the name is empty"),
        (" \t\n", "the name is empty"),
        ("\u3000", "the name is empty"),
        ("Jane\0", "has a NUL character"),
        ("caf\udce9", "is not valid UTF-8"),
    ],
)
def test_refused_names(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_name(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("given", "family", "display"),
    [
        ("Jane", "Smith", "Jane Smith"),
        (" Jane ", " Smith ", "Jane Smith"),
        ("Jane", "", "Jane"),
        ("", "Smith", "Smith"),
        ("伟", "张", "张伟"),
        ("娜娜", "欧阳", "欧阳娜娜"),
        ("太郎", "山田", "山田太郎"),
        ("みなみ", "高橋", "高橋みなみ"),
        ("ジョン", "スミス", "ジョン・スミス"),
        ("민수", "김", "김민수"),
        ("David", "张", "David 张"),
        ("", "张", "张"),
    ],
)
def test_join_name(given: str, family: str, display: str) -> None:
    assert join_name(given, family) == Name(display, given.strip(), family.strip())


def test_join_nothing() -> None:
    with pytest.raises(BadValue, match="the name is empty"):
        join_name(" ", "")


@given_(st.text(min_size=1))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        name = read_name(text)
    except BadValue as error:
        assert str(error)
    else:
        assert name.display
        assert name.given or name.family or len(name.display.split()) > 1


def test_a_name_of_marks_alone_is_kept() -> None:
    assert read_name(" , ") == Name(",", ",", "")
