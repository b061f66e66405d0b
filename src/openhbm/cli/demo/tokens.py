"""Tokens that invented names are put together from: common given and family names, recombined.

No pair of tokens is meant to be anybody. Family names that newspapers bind to one public person
are left out, so that no combination can point at one. Where the script is not Latin, a token
carries its usual Latin spelling; Ukrainian ones are romanised by the national table.
"""

from __future__ import annotations

UKRAINIAN_WOMEN = (
    "Оксана", "Наталія", "Ірина", "Світлана", "Тетяна", "Людмила", "Галина", "Марія", "Ганна",
    "Катерина", "Вікторія", "Олександра", "Анастасія", "Дарина", "Софія", "Поліна", "Вероніка",
    "Соломія", "Злата", "Мирослава", "Христина", "Зоряна", "Лілія", "Валентина", "Надія",
    "Любов", "Раїса", "Ніна", "Яна", "Аліна", "Євгенія", "Маргарита", "Юлія", "Діана",
    "Богдана", "Іванна", "Емілія",
)  # fmt: skip
UKRAINIAN_MEN = (
    "Олександр", "Сергій", "Микола", "Іван", "Василь", "Михайло", "Юрій", "Віктор", "Анатолій",
    "Ігор", "Олег", "Роман", "Богдан", "Тарас", "Дмитро", "Максим", "Артем", "Данило", "Назар",
    "Матвій", "Макар", "Тимофій", "Захар", "Остап", "Ярослав", "Євген", "Павло", "Степан",
    "Григорій", "Леонід", "Руслан", "Вадим", "Кирило", "Марко", "Лев", "Станіслав",
)  # fmt: skip
UKRAINIAN_FAMILIES = (
    "Вербенко", "Журавчук", "Криничний", "Барвінченко", "Гайовий", "Дубровчук", "Калиновенко",
    "Левадний", "Млинарчук", "Ожинський", "Пасічнюк", "Рудковенко", "Сливченко", "Тополенко",
    "Хвилюк", "Черемшинський", "Явірський", "Берестовенко", "Волошчук", "Деркаченко",
    "Заболотний", "Кущенко", "Лозинський", "Маковецький", "Нагірний", "Омельчук", "Підгірний",
    "Ременюк", "Садовничий", "Травневий", "Угринюк", "Федорчук", "Хоменко", "Цимбалюк",
    "Шинкаренко", "Щербанюк", "Яровенко", "Бондарчук", "Васильченко", "Денисенко", "Іщенко",
    "Кравчишин", "Мартинюк", "Овчаренко", "Поліщук", "Романюк", "Ткачук", "Устименко",
    "Харченко", "Ставничий", "Колосовський",
)  # fmt: skip
FATHER_NAMES = {
    "Олександр": "Олександров", "Сергій": "Сергій", "Микола": "Микола", "Іван": "Іванов",
    "Василь": "Васильов", "Михайло": "Михайлов", "Юрій": "Юрій", "Віктор": "Вікторов",
    "Анатолій": "Анатолій", "Ігор": "Ігоров", "Олег": "Олегов", "Роман": "Романов",
    "Богдан": "Богданов", "Тарас": "Тарасов", "Дмитро": "Дмитров", "Максим": "Максимов",
    "Артем": "Артемов", "Ярослав": "Ярославов", "Євген": "Євгенов", "Павло": "Павлов",
    "Степан": "Степанов", "Григорій": "Григоров", "Леонід": "Леонідов", "Руслан": "Русланов",
    "Вадим": "Вадимов", "Станіслав": "Станіславов",
}  # fmt: skip
"""Given name of a father → stem of the patronymic of his children."""

NIGERIAN_WOMEN = (
    "Adaeze", "Ngozi", "Chiamaka", "Ifeoma", "Amarachi", "Folake", "Temitope", "Yetunde",
    "Bukola", "Aisha", "Hauwa", "Zainab", "Blessing", "Efe", "Ebele", "Nkechi", "Omolara",
    "Simisola",
)  # fmt: skip
NIGERIAN_MEN = (
    "Chinedu", "Emeka", "Obinna", "Ikenna", "Tunde", "Babajide", "Kunle", "Segun", "Femi",
    "Musa", "Ibrahim", "Sani", "Bashir", "Osaze", "Efosa", "Uche", "Kelechi", "Ayodele",
)  # fmt: skip
NIGERIAN_FAMILIES = (
    "Okafor", "Eze", "Nwosu", "Onyekachi", "Adeyemi", "Ogunleye", "Balogun", "Akinwale",
    "Oyelaran", "Bello", "Danjuma", "Garba", "Lawal", "Omoregie", "Ighodaro", "Etim", "Udoh",
    "Chukwuma",
)  # fmt: skip
INDIAN_WOMEN = (
    "Ananya", "Priyanka", "Sneha", "Kavya", "Divya", "Pooja", "Meera", "Lakshmi", "Nandini",
    "Shruti", "Ritika", "Fatima", "Harpreet", "Simran", "Aparna", "Deepa", "Gayatri", "Ishita",
)  # fmt: skip
INDIAN_MEN = (
    "Aarav", "Rohan", "Vikram", "Arjun", "Karthik", "Suresh", "Manoj", "Sandeep", "Nikhil",
    "Pranav", "Harsh", "Imran", "Gurpreet", "Jaspal", "Ashwin", "Dinesh", "Ganesh", "Varun",
)  # fmt: skip
INDIAN_FAMILIES = (
    "Verma", "Iyer", "Menon", "Reddy", "Naidu", "Kulkarni", "Deshpande", "Chauhan", "Rathore",
    "Bhatt", "Saxena", "Pillai", "Gill", "Sandhu", "Chatterjee",
)  # fmt: skip

MOROCCAN_WOMEN = (
    ("سلمى", "Salma"), ("خديجة", "Khadija"), ("نادية", "Nadia"), ("إيمان", "Imane"),
    ("هاجر", "Hajar"), ("سكينة", "Soukaina"), ("مريم", "Meryem"), ("زينب", "Zineb"),
    ("حنان", "Hanane"), ("أسماء", "Asmae"), ("كوثر", "Kaoutar"), ("رجاء", "Rajae"),
)  # fmt: skip
MOROCCAN_MEN = (
    ("يوسف", "Youssef"), ("حمزة", "Hamza"), ("أيوب", "Ayoub"), ("رشيد", "Rachid"),
    ("سعيد", "Said"), ("عادل", "Adil"), ("هشام", "Hicham"), ("كريم", "Karim"),
    ("بلال", "Bilal"), ("طارق", "Tarik"), ("زكرياء", "Zakaria"), ("أنس", "Anas"),
)  # fmt: skip
MOROCCAN_FAMILIES = (
    ("العلمي", "El Alami"), ("الإدريسي", "El Idrissi"), ("الحسني", "El Hassani"),
    ("بنجلون", "Benjelloun"),
    ("الفاسي", "El Fassi"), ("الشرايبي", "Chraibi"), ("بناني", "Bennani"), ("الوزاني", "Ouazzani"),
    ("السباعي", "Sbai"), ("برادة", "Berrada"), ("الكتاني", "Kettani"), ("المنصوري", "Mansouri"),
)  # fmt: skip
AFGHAN_WOMEN = (
    ("فرشته", "Fereshta"), ("شبنم", "Shabnam"), ("لیلا", "Laila"), ("نرگس", "Nargis"),
    ("زهرا", "Zahra"), ("مرجان", "Marjan"), ("ثریا", "Soraya"), ("پروین", "Parwin"),
    ("رویا", "Roya"), ("شکیلا", "Shakila"),
)  # fmt: skip
AFGHAN_MEN = (
    ("فرید", "Farid"), ("جاوید", "Jawid"), ("نجیب", "Najib"), ("کریم", "Karim"),
    ("هارون", "Harun"), ("وحید", "Wahid"), ("ادریس", "Idris"), ("ضیا", "Zia"),
    ("نصیر", "Nasir"), ("میرویس", "Mirwais"),
)  # fmt: skip
AFGHAN_FAMILIES = (
    ("رحیمی", "Rahimi"), ("نوری", "Nuri"), ("صدیقی", "Siddiqi"), ("هاشمی", "Hashimi"),
    ("عزیزی", "Azizi"), ("حیدری", "Haidari"), ("یوسفی", "Yusufi"), ("قادری", "Qadiri"),
    ("رسولی", "Rasuli"), ("کاظمی", "Kazimi"),
)  # fmt: skip
