"""Given names in Cyrillic, and six ways in which registers write Cyrillic in Latin letters."""

from __future__ import annotations

_GIVEN = """
адам аврелій агап азар альберт андрій андрей антон артем аркадій богдан болеслав борис
вадим валерій валентин василь василий віктор виктор віталій владислав володимир владимир
вʼячеслав всеволод гаврило геннадій георгій гліб глеб григорій данило даниил денис
дмитро дмитрий едуард ємельян ернест євген евгений єфрем захар зиновій іван иван ігор
игорь ілля илья йосип кирило кирилл климент костянтин константин корній кузьма лаврентій
лев леонід леонид лука макар максим марк мартин матвій мирон мирослав михайло михаил
микита никита микола николай назар наум нестор олег олександр александр олексій алексей
омелян онисим орест остап павло павел панас панкрат пантелеймон пилип петро пётр платон
прохор родіон роман ростислав руслан савва святослав севастьян семен семён сергій сергей
соломон степан тарас тимофій тимур тихон трохим устим федір фёдор феофан фотій харитон
юліан юрій юрий юхим яків яков ярема ярослав ада алевтина аліна алина алла альбіна
амалія анастасія анастасия ангеліна анжела анна аніта антоніна ганна валентина валерія
варвара василина вера віра вікторія виктория віолетта влада галина дарина дарія дарья
діана евеліна елеонора емілія єва єлизавета елизавета жанна зінаїда злата зоряна зоя
ілона инна інна ірина ирина камілла катерина екатерина карина квітка кіра клавдія ксенія
ксения лариса леся лідія лилия лілія ліза любов любовь людмила маргарита марина марія
мария марта марʼяна мелітина мілена мирослава надія надежда наталія наталья неля ніна
одарка оксана олена елена олександра ольга орися павліна поліна раїса регіна рената
роксолана руслана світлана светлана святослава соломія софія софья станіслава стефанія
сусанна таїсія тамара тетяна татьяна уляна устина фаїна христина юлія юлия юстина яна
ярина ярослава
"""
GIVEN = _GIVEN.split()

# How each letter is written by six customs: English-speaking desks, the Ukrainian passport, the
# Russian passport, German, French and Polish.
_LETTERS = """
а a a a a a a
б b b b b b b
в v v v w v w
г h h g h g h
ґ g g g g g g
д d d d d d d
е e e e e e e
ё yo io e jo io jo
є ye ie ie je ie je
ж zh zh zh sch j ż
з z z z s z z
и y y i y y y
і i i i i i i
ї yi i i ji i ji
й y i i j i j
к k k k k k k
л l l l l l l
м m m m m m m
н n n n n n n
о o o o o o o
п p p p p p p
р r r r r r r
с s s s s s s
т t t t t t t
у u u u u ou u
ф f f f f f f
х kh kh kh ch kh ch
ц ts ts ts z ts c
ч ch ch ch tsch tch cz
ш sh sh sh sch ch sz
щ shch shch shch schtsch chtch szcz
ъ - - ie - - -
ы y y y y y y
ь - - - - - -
э e e e e e e
ю yu iu iu ju iou ju
я ya ia ia ja ia ja
ʼ - - - - - -
"""
CUSTOMS = 6
_TABLES = [
    {ord(row.split()[0]): row.split()[n + 1].replace("-", "") for row in _LETTERS.split("\n")[1:-1]}
    for n in range(CUSTOMS)
]
# Both soft endings of a family name, as desks shorten them.
_ENDINGS = (("yy", "y"), ("iy", "iy"), ("ii", "ii"), ("ż", "z"))


def written(name: str, custom: int) -> str:
    """``name``, lower-case Cyrillic, in Latin letters by one of the ``CUSTOMS``."""
    latin = name.translate(_TABLES[custom])
    for ending, short in _ENDINGS:
        latin = latin.replace(ending, short)
    return latin


def spellings(name: str) -> list[str]:
    """What the six customs make of a name; the same spelling may stand more than once."""
    return [written(name, custom) for custom in range(CUSTOMS)]
