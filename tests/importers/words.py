"""Invented names, places and everyday words of many languages, and the code pages they are in.

Each language has two sets to look at while the search for encodings is changed, and one, in HELD,
that is only measured: names | places | words, parted by commas.
"""
# ruff: noqa: E501

from __future__ import annotations

WEST = "cp1252 iso8859-1 iso8859-15 cp850 mac_roman"
EAST = "cp1250 iso8859-2 cp852"

LANGUAGES: dict[str, tuple[str, str, str]] = {
    "german": (
        f"{WEST} cp437 cp1250",
        "Jürgen Müller,Anna Schmidt,Björn Weiß,Käthe Böhm,Peter Lang,Günther Groß,Jörg Schäfer,"
        "Monika Huber,Ralf Köhler,Änne Lübke|Köln,Düsseldorf,Berlin,Münster,Lübeck,Görlitz|"
        "Straße,Grüße,für,über,Büro,Geschäftsführer,Angebot verschickt,möchte nächste Woche,Gespräch,"
        "Öffnungszeiten,schließen,Kündigung,bitte zurückrufen,fünf Stück,Überweisung",
        "Ömer Söllner,Bärbel Thoß,Klaus Fürst,Lothar Becker,Friederike Hölzl,Götz Rößler,Ulla Krüger,"
        "Sven Jäger,Ida Vogt,Jürg Würth|Nürnberg,Saarbrücken,Hamburg,Würzburg,Gießen,Tübingen|"
        "Gebühr,Prüfung,wäre schön,Käufer,größer,Übersicht,Ärger mit der Lieferung,außerdem,"
        "Verträge,läuft,Änderung,gehört,während,Maß,Rückmeldung bis Freitag",
    ),
    "french": (
        f"{WEST} cp437",
        "Hélène Dubois,François Lefèvre,Zoé Martin,Benoît Girard,Jean Dupont,Chloé Gagné,"
        "Théo Rivière,Anaïs Béranger,Luc Moreau,Gaëlle Forêt|Orléans,Béziers,Lyon,Nîmes,Besançon,"
        "Angoulême|société,réunion,déjà envoyé,très intéressé,facturé à Noël,où,après,reçu,hôtel,"
        "entrée,élève,prêt,garçon,coût,à rappeler",
        "Aurélie Lacôte,Jérôme Péron,Marie Roux,Noémie Châtel,Rémi Façon,Irène Lévêque,Paul Blanc,"
        "Céline Tréguier,Loïc Bonneau,Agnès Hébert|Saint-Étienne,Orgères,Paris,Évreux,Mâcon,Sète|"
        "numéro,téléphone,février,août,problème,être,même,français,intérêt,clôture,là-bas,délai,"
        "gère,maître,pièce jointe",
    ),
    "spanish": (
        f"{WEST} cp437",
        "José Muñoz,Ángel Núñez,María García,Iñigo López,Lucía Peña,Ana Torres,Raúl Ibáñez,"
        "Sofía Méndez,Joaquín Sáez,Begoña Ruiz|Málaga,Córdoba,Madrid,Cádiz,A Coruña,León|"
        "señor,año,teléfono,reunión,mañana,próxima,compañía,dirección,crédito,según,¿cuándo?,"
        "piso 3º,planta 2ª,atención,también",
        "Andrés Ordóñez,Verónica Cañas,Luis Romero,Inés Bermúdez,Óscar Yáñez,Nuria Gómez,"
        "Elías Fariña,Rocío Álvarez,Carmen Vidal,Germán Zúñiga|Almería,Logroño,Sevilla,Ávila,Jaén,"
        "Castellón|pequeño,campaña,información,sí,línea,día,niño,gestión,más,último,"
        "número,español,así,baño,oficina 4º",
    ),
    "portuguese": (
        f"{WEST} cp860",
        "João Conceição,Inês Simões,Luís Gonçalves,Rita Alves,António Magalhães,Tânia Brandão,"
        "Zé Guimarães,Ana Lúcia Araújo,Pedro Costa,Márcia Falcão|São Paulo,Évora,Lisboa,Guimarães,"
        "Maceió,Setúbal|não,reunião,ação,telefone,próximo mês,você,endereço,informações,à tarde,"
        "avó,três,serviço,também,às 3,Rua São João 5º",
        "Cátia Leitão,Otávio Assunção,Bruno Lopes,Mônica Estêvão,Fábio Lourenço,Íris Galvão,"
        "Célia Mourão,Hélio Peçanha,Joana Reis,Válter Frazão|Brasília,Santarém,Porto,Niterói,"
        "Mação,Olhão|preço,depois de amanhã,situação,órgão,pão,ligações,função,até,código,difícil,"
        "balanço,contatos,lâmpada,chão,Av. Brasil 2ª",
    ),
    "italian": (
        WEST,
        "Nicolò Bassi,Mario Rossi,Niccolò Però,Carla Conti,Noè Cantù,Giosuè Prà,Luca Villa,"
        "Dalù Serra,Piera Galli,Zoè Barà|Forlì,Cefalù,Roma,Viganò,Cantù,Milano|città,perché,più,"
        "qualità,già,società,caffè,lunedì,può,università,così,novità,attività,è interessato,però",
        "Salomè Ricci,Paolo Greco,Mosè Corrà,Elena Riva,Artù Montà,Josè Nardò,Gino Sala,Anna Cibò,"
        "Livia Borri,Rosalìa Foà|Nardò,Patù,Torino,Mondovì,Scandicci,Agliè|martedì,verrà,sarà,"
        "metà,giù,finché,possibilità,dovrà,mercoledì,poiché,libertà,farà,tè,quantità,giovedì",
    ),
    "danish": (
        f"{WEST} cp865",
        "Søren Kjær,Åse Ødegård,Lars Jensen,Bjørn Næss,Mette Sørensen,Jørgen Bågø,Kåre Lindås,"
        "Anne Holm,Pål Grønn,Træls Rømer|Tromsø,København,Oslo,Århus,Helsingør,Bodø|møde,"
        "på mandag,første,når,gå,også,være,forår,læse,køber,år,så,bør ringe,færdig,værdi",
        "Ragnhild Bråthen,Øyvind Sæther,Nils Berg,Gæte Østergård,Håkon Fjære,Signe Lærke,"
        "Torbjørn Våge,Kirsten Dahl,Ægir Møller,Åge Skjold|Ålborg,Lillestrøm,Bergen,Næstved,Tårnby,"
        "Drøbak|spørgsmål,ændring,tilbage på,løsning,gør,må,næste,små,tør,større,nåede,fåtal,"
        "øre,hjælp,båd",
    ),
    "swedish": (
        f"{WEST} cp437",
        "Björn Åkesson,Åsa Lindström,Erik Nilsson,Märta Öberg,Göran Sjöström,Väinö Hämäläinen,"
        "Päivi Mäkelä,Karin Holm,Örjan Bäck,Håkan Sällström|Malmö,Göteborg,Helsinki,Jyväskylä,"
        "Örebro,Växjö|möte,nästa,två,kök,på,går,över,språk,höst,käyttäjä,yhteensä,kysymyksiä,"
        "för,ångrar,tänker",
        "Jöns Fägerström,Elsa Löfgren,Pär Månsson,Anna Lund,Tyyne Pölönen,Härkönen Jyrki,Sören Åhl,"
        "Gösta Ödman,Ville Koski,Säde Törmä|Umeå,Hyvinkää,Turku,Gävle,Härnösand,Riihimäki|"
        "åtgärd,sökt,före,länge,öppna,små,känner,lägga,päivää,työ,vähän,käynti,så,föräldrar,hänen",
    ),
    "polish": (
        f"{EAST} mac_latin2",
        "Łukasz Wiśniewski,Grażyna Żak,Michał Dąbrowski,Anna Nowak,Stanisław Wójcik,Zofia Głąb,"
        "Paweł Śliwa,Jan Maj,Bożena Kędzior,Elżbieta Gałązka|Łódź,Kraków,Warszawa,Poznań,Gdańsk,"
        "Częstochowa|spółka,ulica Żwirki,proszę,zadzwonić,że,więc,także,dział sprzedaży,"
        "piątek,środa,jeśli,będzie,czwartek,obsługa,źle",
        "Wiesława Pająk,Sławomir Rząca,Maria Lis,Jędrzej Mączka,Świętosława Wołk,Ździsław Bąk,"
        "Małgorzata Ćwik,Olga Sowa,Przemysław Kłos,Józef Żółć|Białystok,Wrocław,Lublin,Rzeszów,"
        "Gorzów,Świdnica|złożył,następny,wysłać ofertę,tydzień,książka,może,są,dostęp,"
        "między,większość,płatność,zapłacić,luty,później,dzień",
    ),
    "czech": (
        f"{EAST} mac_latin2",
        "Jiří Dvořák,Žofie Růžičková,Tomáš Němec,Eva Malá,Ľubomír Kováč,Lukáš Kříž,Dušan Šťastný,"
        "Petr Novák,Zdeněk Říha,Anežka Čapková|Plzeň,Brno,Praha,Děčín,Košice,České Budějovice|"
        "schůzka,příští,týden,společnost,děkuji,žádost,číslo,měsíc,účet,třída,dům,nabídka,"
        "přes,neděle,úřad",
        "Řehoř Šimůnek,Běta Žáčková,Jan Beran,Věra Jelínková,Bořivoj Nečas,Dáša Hůlková,"
        "Štěpán Křeček,Iva Horká,Jaroslav Čížek,Ondřej Ďurica|Olomouc,Jihlava,Třebíč,Mělník,"
        "Liberec,Žilina|zákazník,objednávka,říjen,zpět,těší,může,přijde,důvod,dveře,čtvrtek,"
        "smlouvě,zítra,šest,výše,září",
    ),
    "hungarian": (
        EAST,
        "Szőke Gyöngyi,Kovács Ödön,Tűzkő Zsófia,Nagy Anna,Fűzfa László,Hegedűs Jenő,Őze Béla,"
        "Kis Pál,Erdős Győző,Üveges Dezső|Győr,Szőreg,Budapest,Fertőd,Kőszeg,Hódmezővásárhely|"
        "ügyfél,következő,hétfő,csütörtök,időpont,kérjük,szükséges,előtt,felelős,összeg,vevő,"
        "gyűlés,könyv,először,jövő",
        "Szűcs Gergő,Bőr Ernő,Lukács Éva,Halász Imre,Dömötör Bendegúz,Sütő Emőke,Tőkés Örs,"
        "Fodor Lili,Nyúl Ármin,Vörös Özséb|Érd,Pécs,Szeged,Gödöllő,Makó,Űrhida|szerződés,hűség,"
        "belső,külön,megrendelő,tűz,művelet,időszak,köszönjük,őszi,erősít,csökken,fő,"
        "délelőtt,működik",
    ),
    "romanian": (
        EAST,
        "Ştefan Ionaşcu,Mihai Pop,Ţuţea Brânduşa,Anca Dăescu,Răzvan Mureşan,Ioan Bălţat,"
        "Mădălina Crişan,Dan Luca,Cătălin Iliuţă,Gheorghiţă Stănoiu|Bucureşti,Braşov,Cluj,"
        "Constanţa,Piteşti,Bistriţa|întâlnire,săptămâna,şi,ofertă,către,plată,fără,ţară,luna viitoare,"
        "părere,dacă,mâine,preţ,aşteaptă,însă",
        "Mariţa Vâlcu,Sânziana Roşu,Paul Rusu,Niţă Ţurcanu,Bogdan Chiriţă,Lăcrămioara Găină,"
        "Andrei Moţoc,Ilie Stan,Crăciun Pârvu,Iaşca Fătu|Galaţi,Timişoara,Arad,Sfântu Gheorghe,"
        "Bacău,Târgovişte|adresă,factură,înainte,câteva,discuţie,răspuns,cerinţă,vânzări,"
        "pentru că,staţie,numărul,după,rămâne,iarnă,obţine",
    ),
    "croatian": (
        EAST,
        "Željko Šarić,Ana Horvat,Đurđa Kovačić,Mišo Čavić,Boško Žgur,Dražen Perić,Ivan Novak,"
        "Špela Hočevar,Franček Žagar,Nataša Jurčić|Čakovec,Šibenik,Zagreb,Đakovo,Celje,Križevci|"
        "sljedeći,tržište,sastanak,što,već,kuća,ključ,račun,također,možete,plaćanje,čeka,vrijeđa,"
        "priloži,naručiti",
        "Dunja Lončar,Tončka Džajić,Luka Babić,Stanko Božić,Alenka Štrukelj,Siniša Grđan,"
        "Maja Kos,Vjačeslav Ćosić,Uroš Zajec,Živa Čuk|Požega,Rijeka,Karlovac,Novo Mesto,Gračac,Šempeter|"
        "ponuđač,naš,prošli,kažite,žiro,uključiti,izvješće,bočno,građa,poziv,mreža,riječ,"
        "drugačije,zašto,opća",
    ),
    "turkish": (
        "cp1254 iso8859-9 cp857",
        "Şükrü Yıldız,Gülşen Öztürk,İbrahim Çağ,Ayşe Demir,Oğuz Kılıç,Işıl Güneş,Mehmet Kaya,"
        "Tuğba Aydın,Barış Şahin,Çiğdem Ünal|İzmir,Muğla,Ankara,Eskişehir,Kırşehir,Diyarbakır|"
        "müşteri,görüşme,satış,teklif gönderildi,sipariş,yarın,değil,çünkü,için,ağustos,"
        "şirket,adı,toplantı,ödeme,aldık",
        "Hüsnü Işık,Fatma Koç,Gönül Başaran,Yağmur Sönmez,Kâzım Tekin,Nağme Dağlı,Ali Can,Şirin Kuş,"
        "Uğur Çetin,Sıla Yılmaz|Şanlıurfa,Iğdır,Adana,Bingöl,Çankırı,Nevşehir|fatura kesildi,bağlı,"
        "ürün,geçen,iş,sınır,kargo çıktı,öğle,hafta başı,dönüş,ışık,düşük,yönetici,sağlık,"
        "imza",
    ),
    "lithuanian": (
        "cp1257 iso8859-13 cp775",
        "Jonas Žukauskas,Rūta Šimkutė,Eglė Jonaitienė,Mindaugas Čiurlys,Ona Petraitė,Vytė Ąžuolas,"
        "Jānis Bērziņš,Līga Kalniņa,Ilze Ozola,Ģirts Zariņš|Šiauliai,Vilnius,Rīga,Panevėžys,"
        "Jūrmala,Kėdainiai|susitikimas,kitą savaitę,įmonė,sąskaita,ačiū,žodžiu,pirkėjas,rēķins,"
        "nākamā,uzņēmums,šodien,adreše,klientų,būti,vēl",
        "Kęstutis Mažeika,Živilė Butkutė,Tomas Rimkus,Ūla Grybė,Jurgis Šlapelis,Dovilė Ąsočiūtė,"
        "Kārlis Dzenis,Māra Ābele,Edgars Liepa,Ņina Sproģe|Mažeikiai,Daugavpils,Kaunas,Telšiai,"
        "Cēsis,Utena|pasiūlymas išsiųstas,metų,dėl,užsakymas,grąža,tęsti,šį mėnesį,jūsų,"
        "līgums,piegāde,cenā,ļoti,šķiet,pārdošana,gadā",
    ),
    "estonian": (
        "cp1257 cp1252 iso8859-15",
        "Jüri Mägi,Õnne Pärn,Kadri Tamm,Tõnu Kääp,Ülle Rätsep,Märt Põld,Ants Saar,Külli Õunapuu,"
        "Žanna Köster,Sirje Vösu|Pärnu,Tallinn,Võru,Jõhvi,Põltsamaa,Tartu|järgmine,nädal,müük,"
        "ettevõte,võimalik,töö,küsimus,ühtegi,hüüab,täna õhtul,käive,põhjus,šokolaad,juuli,öö",
        "Mõõta Järv,Aino Kask,Väino Süld,Jõgi Tõll,Ülo Härm,Liis Käär,Piret Lõhmus,Eha Öpik,"
        "Mait Kuusk,Hõbe Tüür|Rõuge,Türi,Narva,Jõgeva,Käina,Kõue|võtan,ühendust,sõlmime,"
        "päring,läbi,õige,hästi,tänan,õpetaja,leping sõlmitud,küll,vähem,lõpp,tükk,garaaž",
    ),
    "russian": (
        "cp1251 koi8-r cp866 iso8859-5 mac_cyrillic",
        "Иван Петров,Ольга Сидорова,Алексей Кузнецов,Елена Попова,Сергей Морозов,Юлия Щукина,"
        "Пётр Цветков,Дарья Фомина,Эдуард Хохлов,Жанна Ильина|Москва,Санкт-Петербург,Казань,Тверь,"
        "Омск,Новосибирск|встреча,договор,позвонить,завтра,клиент,счёт оплачен,предложение,"
        "имя,город,улица,компания,срок,письмо,объект,ещё раз",
        "Григорий Ярцев,Вера Белова,Анатолий Шубин,Зоя Лебедева,Никита Громов,Людмила Юдина,"
        "Фёдор Чернов,Ксения Мещерякова,Игорь Соболев,Тамара Эрлих|Псков,Ярославль,Уфа,Рязань,"
        "Челябинск,Пермь|доставка,срочно,отправил,поставка,телефон,квартира,адрес,работа,"
        "который,будет,четверг,цена,съезд,возврат,подъём",
    ),
    "ukrainian": (
        "cp1251 koi8-u cp1125 iso8859-5",
        "Олексій Бойко,Наталія Шевчук,Їжакевич Євген,Ірина Коваль,Тарас Гриценко,Юлія Мельник,"
        "Марія Лісова,Богдан Кравець,Андрій Ґудзь,Оксана Вітер|Київ,Львів,Харків,Вінниця,Чернігів,"
        "Рівне|зустріч,договір,подзвонити,клієнт,рахунок,ціна,вулиця,місто,компанія,є,"
        "наступний тиждень,її,лист,після,щодо",
        "Степан Козій,Любов Дячук,Микола Їдак,Роман Пилипів,Ганна Єрмак,Сергій Жук,Зінаїда Сорока,"
        "Остап Мазур,Віра Чайка,Ілля Хміль|Полтава,Житомир,Запоріжжя,Луцьк,Одеса,Суми|"
        "пропозиція,надіслав,оплата,телефон,вівторок,потрібно,замовлення,його,через,"
        "місяць,дякую,знижка,гість,об'єкт,рік",
    ),
    "bulgarian": (
        "cp1251 cp866 iso8859-5",
        "Георги Димитров,Цветелина Ангелова,Иван Стоянов,Мария Желева,Христо Ботушев,Петя Илиева,"
        "Стефан Тодоров,Щилян Гаджев,Яна Узунова,Васил Делчев|София,Пловдив,Варна,Търново,"
        "Плевен,Сливен|среща,фирма,обади се,утре,цена,клиент,къща,поръчка,сметка,"
        "възможно,следващата,който,януари,улица,въпрос",
        "Живко Панчев,Росица Кънева,Ангел Шопов,Лъчезар Юруков,Гергана Маринова,Емил Цонев,"
        "Даниела Върбанова,Огнян Ризов,Сияна Чолакова,Борис Хаджиев|Русе,Хасково,Бургас,Враца,"
        "Ямбол,Добрич|оферта,изпратена,договор,плащане,адрес,ъгъл,доставка,днес,седмица,обаче,"
        "мляко,още,бъдеще,град,жена",
    ),
    "greek": (
        "cp1253 iso8859-7 cp737",
        "Γιώργος Παπάς,Μαρία Ιωάννου,Νίκος Δήμου,Ελένη Χρήστου,Κώστας Αντωνίου,Άννα Ρήγα,"
        "Σοφία Λάμπρου,Θάνος Ψαρράς,Ζωή Φωτίου,Όμηρος Βλάχος|Αθήνα,Πάτρα,Θεσσαλονίκη,Ηράκλειο,"
        "Βόλος,Λάρισα|συνάντηση,εταιρεία,αύριο,τηλέφωνο,προσφορά,όνομα,πόλη,και,για,"
        "Έλεγχος,τιμή,πελάτης,είναι,ώρα,Δευτέρα",
        "Πέτρος Καλής,Αγγελική Ξένου,Δημήτρης Τζίμας,Ιφιγένεια Σπανού,Ευάγγελος Μίχος,Ρένα Γκίκα,"
        "Στέλιος Ορφανός,Χαρά Ζήση,Υπατία Κοντού,Μάνος Βέργος|Χανιά,Ρόδος,Καβάλα,Ιωάννινα,Άρτα,"
        "Ξάνθη|παραγγελία,τιμολόγιο,οδός,λογαριασμός,έχει,σήμερα,θέλει,απάντηση,"
        "Παρασκευή,εβδομάδα,μήνας,χωρίς,πώς,ύψος,άδεια",
    ),
    "hebrew": (
        "cp1255 iso8859-8 cp862",
        "דוד כהן,שרה לוי,יוסף מזרחי,רחל ביטון,משה אברהם,נועה פרץ,אורי גולן,תמר שחר,איתן צור,"
        "מיכל ברק|תל אביב,חיפה,ירושלים,נתניה,אשדוד,רמת גן|פגישה,לקוח,מחר,הצעת מחיר,טלפון,חברה,שם,"
        "עיר,רחוב,חשבונית,בבקשה,להתקשר,שבוע הבא,תשלום,מכתב",
        "גיל סגל,ענת דהן,אלון רוזן,יעל כץ,חיים בן דוד,שירה טל,עומר נחום,הדס פלד,ליאור זיו,קרן אשל|"
        "באר שבע,הרצליה,רחובות,צפת,לוד,עכו|הזמנה,משלוח,כתובת,חוזה,היום,עבודה,מנהל,סניף,"
        "תודה רבה,הערות,דחוף,ביקש,גדול,אפשר,זמן",
    ),
    "arabic": (
        "cp1256 iso8859-6",
        "محمد أحمد,فاطمة علي,خالد حسن,ليلى يوسف,عمر إبراهيم,نورة سالم,سامي القاسم,هدى منصور,"
        "طارق شاهين,ريم العطار|القاهرة,دبي,الرياض,بيروت,تونس,عمان|اجتماع,عميل,غدا,هاتف,شركة,الاسم,"
        "مدينة,شارع,فاتورة,عرض سعر,من فضلك,اتصال,الأسبوع القادم,موعد,رسالة",
        "ياسر نجار,سعاد بكر,وليد حمدان,منى درويش,زياد صالح,آمنة خليل,باسم رشيد,جميلة فارس,"
        "غسان عيسى,إيمان ضاهر|جدة,دمشق,المنامة,الدوحة,صنعاء,فاس|طلب,تسليم,عنوان,عقد,اليوم,عمل,مدير,"
        "فرع,شكرا جزيلا,ملاحظات,عاجل,دفعة,كبير,ممكن,وقت",
    ),
    "persian": (
        "cp1256",
        "علي رضايي,مريم احمدي,پرويز کريمي,زهرا محمدي,ژاله چمني,حسين گلستاني,نسرين پاکزاد,"
        "رضا نوري,شيرين کاظمي,بهرام يزدي|تهران,مشهد,اصفهان,شيراز,کرج,قم|جلسه,مشتري,فردا,"
        "تلفن,شرکت,نام,شهر,خيابان,پيشنهاد قيمت,لطفا,تماس بگيريد,هفته آينده,گزارش,چهارشنبه,نامه",
        "پگاه صادقي,کامران زارع,ليلا يگانه,منوچهر ژيان,سهراب گودرزي,آذر شکيبا,فرهاد ملکي,"
        "گيتي چراغي,نادر پوري,سيما کياني|تبريز,گرگان,يزد,ساري,کرمان,پاوه|سفارش,تحويل,نشاني,"
        "قرارداد,امروز,کار,مدير,شعبه,خيلي ممنون,يادداشت,فوري,پرداخت,بزرگ,چک,زمان",
    ),
    "vietnamese": (
        "cp1258",
        "Nguyễn Văn An,Trần Thị Hoa,Lê Minh Đức,Phạm Quang Huy,Đặng Thu Hà,Vũ Ngọc Lan,"
        "Hoàng Xuân Bách,Bùi Thanh Tùng,Đỗ Mỹ Linh,Phan Bảo Châu|Hà Nội,Đà Nẵng,Huế,"
        "Thành phố Hồ Chí Minh,Cần Thơ,Hải Phòng|khách hàng,cuộc họp,ngày mai,công ty,địa chỉ,"
        "điện thoại,báo giá,hợp đồng,tuần sau,đã gửi,xin gọi lại,tên,thanh toán,được,người",
        "Đinh Công Sơn,Lý Hải Yến,Trương Đình Khôi,Ngô Bích Ngân,Dương Tấn Phát,Mai Thuỳ Trang,"
        "Hồ Đăng Quyết,Cao Thế Vinh,Lưu Diệu Ái,Tô Kiều Oanh|Vũng Tàu,Nha Trang,Bắc Ninh,Đồng Hới,"
        "Quảng Ngãi,Buôn Ma Thuột|đơn hàng,giao hàng,hôm nay,việc,giám đốc,chi nhánh,cảm ơn,"
        "ghi chú,khẩn cấp,số lượng,lớn,có thể,thời gian,phường,đường",
    ),
    "thai": (
        "cp874 tis-620",
        "สมชาย ใจดี,มาลี แสงทอง,วิชัย สุขใจ,นภา ศรีสุข,ประเสริฐ บุญมา,กมล รุ่งเรือง,"
        "อรทัย พงษ์ศรี,ธนา วงศ์ไทย,ปิยะ ทองดี,จันทร์ แก้วใส|กรุงเทพ,เชียงใหม่,ภูเก็ต,ขอนแก่น,ระยอง,"
        "อุดรธานี|ประชุม,ลูกค้า,พรุ่งนี้,โทรศัพท์,บริษัท,ชื่อ,เมือง,ถนน,ใบเสนอราคา,กรุณาโทรกลับ,"
        "สัปดาห์หน้า,จำกัด,ส่งแล้ว,ที่อยู่,หมายเหตุ",
        "สุดา เพชรงาม,เกรียงไกร หอมหวาน,ณัฐ คำดี,ลดา ฟ้าใส,ชูชัย มั่นคง,ดวงใจ ยิ้มแย้ม,"
        "บุญเลิศ สว่าง,พิมพ์ชนก ธารา,ไพศาล เอกภพ,เอมอร โชติ|นนทบุรี,ชลบุรี,สงขลา,ลำปาง,พัทยา,ตรัง|"
        "สั่งซื้อ,จัดส่ง,วันนี้,สัญญา,ผู้จัดการ,สาขา,ขอบคุณมาก,ด่วน,จำนวน,ใหญ่,เวลา,แขวง,"
        "ชำระเงิน,อีเมล,งาน",
    ),
    "chinese": (
        "gb18030 gbk gb2312",
        "张伟,王芳,李娜,刘洋,陈静,杨帆,赵磊,黄丽,周涛,吴敏|北京市朝阳区,上海市,杭州,深圳市南山区,"
        "成都,武汉|客户要求周五前发报价,下周签合同,电话沟通,已付款,公司地址,姓名,"
        "联系人,产品经理,明天上午开会,备注,发票,采购部,请回电,有限公司,项目",
        "孙浩,徐婷,朱建国,胡雪,郭宇,林琳,何志强,高洁,梁波,宋佳|南京市鼓楼区,西安,苏州工业园,"
        "青岛,长沙,厦门市|样品已寄出,等待回复,订单金额,希望降价,质量问题,售后服务,总经理,"
        "技术部门,上次拜访,合作愉快,物流信息,仓库,参加展会,续约,预算审批",
    ),
    "taiwanese": (
        "big5 cp950",
        "陳志明,林淑芬,黃俊傑,張雅婷,李建宏,王美玲,吳家豪,蔡依玲,劉冠宇,楊惠君|台北市信義區,"
        "高雄,台中市,新竹,台南,桃園市|請回電,下週簽約,客戶要求報價,電話聯絡,已付款,公司地址,姓名,"
        "聯絡人,產品經理,明天上午開會,備註,發票,採購部,股份有限公司,專案",
        "許文彬,鄭怡君,謝承翰,洪麗華,郭子軒,曾淑惠,廖國榮,賴佩珊,徐偉倫,周雅文|基隆市,嘉義,屏東縣,"
        "花蓮,彰化,宜蘭縣|樣品已寄出,等待回覆,訂單金額,希望降價,品質問題,售後服務,總經理,"
        "技術部門,上次拜訪,合作愉快,物流資訊,倉庫,參加展覽,續約,預算審核",
    ),
    "japanese": (
        "shift_jis cp932 euc_jp",
        "田中太郎,鈴木花子,佐藤健,高橋美咲,伊藤誠,渡辺直樹,山本由美,中村翔,小林恵子,加藤大輔|"
        "東京都港区,大阪市,名古屋,横浜市西区,京都,福岡|会議の予定,お客様,電話を下さい,見積書を送付済み,"
        "株式会社ヤマト,氏名,住所,来週契約,請求書,ありがとうございます,担当者,カタログ,明日の午後,"
        "よろしくお願いします,備考",
        "吉田千夏,山口哲也,松本さくら,井上浩二,木村葵,清水陽介,斎藤真理,森隆,池田ひろみ,橋本慎吾|"
        "札幌市中央区,仙台,神戸市,広島,千葉県,長野|注文の件,納品待ち,サンプル発送,値下げ希望,品質について,"
        "アフターサービス,部長,技術部,訪問しました,展示会に参加,トヨタ自動車,倉庫,更新手続き,予算,支払い済み",
    ),
    "korean": (
        "euc_kr cp949",
        "김민수,이영희,박지훈,최수진,정현우,강미경,조성민,윤서연,장동건호,임하늘|서울특별시 강남구,"
        "부산,대구광역시,인천,광주,수원시|회의 일정,고객 요청,전화 바랍니다,견적서 발송,주식회사 한빛,이름,주소,"
        "다음 주 계약,청구서,감사합니다,담당자,내일 오후,영업부,비고,결제 완료",
        "한지민수,오세훈철,서예린,신동욱,권나라,황재석,안소영,송준기호,류태현,홍길순|대전 유성구,울산,"
        "제주시,청주,전주,춘천시|주문 내역,배송 대기,샘플 발송,가격 인하 희망,품질 문제,사후 관리,부장,기술팀,"
        "지난번 방문,전시회 참가,물류 정보,창고,재계약,예산 승인,확인 부탁드립니다",
    ),
}

# Written after the search was last changed, and only measured.
HELD: dict[str, str] = {
    "german": "Sönke Brüggemann,Tim Ehlers,Wiebke Höfer,Jochen Süß,Anke Lößnitz,Rüdiger Pohl,Grete Mößner,Uwe Kern|"
    "Göttingen,Bremen,Füssen,Weißenfels|Abschluß,zurück,Händler,möglich,überfällig,Stückzahl,Bürste,hätte gern,ölig,dreißig",
    "french": "Geneviève Thévenot,Étienne Payet,Léa Marchand,Joël Guérin,Solène Maître,Hugues Fabre,Andrée Gaîté,Éloïse Noël|"
    "Périgueux,Nice,Chambéry,Alençon|modèle,dès que,leçon,vidéo,bientôt,matière,préféré,âge,œuvre,naïf",
    "spanish": "Íñigo Arribas,Belén Castaño,Tomás Quiñones,Aitor Gil,Jesús Piñero,Mónica Giménez,Laura Soto,Víctor Lázaro|"
    "Cáceres,Bilbao,Peñíscola,Mérida|ningún,después,montaña,cómo,útil,teníamos,rápido,cigüeña,dueño,hacía",
    "portuguese": "Júlio Sequeira,Graça Noronha,Estêvão Paixão,Vera Pinto,Raquel Sá,Caetano Brás,Lídia Fragão,Sérgio Quintão|"
    "Coimbrã,Belém,Vitória,Guarda|condições,três caixas,não há,ninguém,cartão,peça,avô,obrigação,pôr,técnico",
    "italian": "Tonì Ferrò,Sara Bruni,Orfeò Dadà,Ugo Neri,Ciccì Morrà,Ada Lodi,Bartolò Sulì,Irene Poli|"
    "Alà,Bari,Cirò,Pisa|venerdì,purché,maestà,lassù,cioè,virtù,tornerò,bontà,parlò,età",
    "danish": "Bård Tømmer,Lise Kofod,Gøran Mæhle,Åshild Sørli,Frode Ås,Vibeke Krøyer,Ejnar Præst,Jon Vik|"
    "Sønderborg,Moss,Rønne,Ålesund|køkken,dårlig,øvrige,længe,hård,bøger,æble,nå frem,kræver,snør",
    "swedish": "Mårten Grönvall,Ebba Frisk,Sölve Häger,Kyösti Räisänen,Linnéa Åström,Jari Lehtimäki,Pia Ek,Tröste Sjö|"
    "Lidköping,Kemi,Söderhamn,Ängelholm|hälsning,några,köper,åter,sämre,hyvää,lähetä,rörlig,blå,mötte",
    "polish": "Błażej Żurek,Iza Sroka,Mścisław Drąg,Zdzisława Rożek,Żaneta Piątek,Wit Kos,Kornelia Ślęzak,Leszek Gołąb|"
    "Zamość,Toruń,Kielce,Łomża|kwiecień,można,prośba,wysyłka,błąd,święta,część,ósmy,żółty,sąsiad",
    "czech": "Přemysl Hájek,Jitka Vlčková,Otakar Šíp,Růžena Ptáčková,Matěj Žižka,Milan Brož,Ľudmila Ťažká,Vít Ježek|"
    "Písek,Přerov,Česká Lípa,Martin|dopoledne,vážený,potvrďte,střecha,návrh,řidič,ještě,měl,zboží,průměr",
    "hungarian": "Bődi Csenge,Ágoston Kürt,Rőt Etelka,Füleki Zénó,Pásztor Ildikó,Gál Bence,Tőrös Ákos,Szűts Hajnal|"
    "Eger,Keszthely,Sümeg,Dömsöd|érdeklődő,átvétel,szőlő,mérőóra,nő,útközben,gépjármű,fizetés,ülés,bővítés",
    "romanian": "Iuliana Ţepeş,Horaţiu Bâlc,Ana Cârstea,Emil Dănuţ,Şerban Vâju,Lenuţa Năstase,Ion Toma,Crina Brăilă|"
    "Mangalia,Câmpina,Hârşova,Paşcani|mulţumesc,livrare până,acţiune,sâmbătă,încă,aşadar,văzut,mărime,ştire,roată",
    "croatian": "Krešimir Žic,Vesna Maričić,Tjaša Šuštar,Đuro Bašić,Jagoda Prežihov,Marko Čop,Božena Ćurić,Nives Rak|"
    "Ogulin,Čabar,Žužemberk,Kočevje|isključivo,čestitke,tražiti,noću,žele,sušiti,među,očito,rođendan,veća",
    "turkish": "Gülay Şeker,Deniz Arı,Süheyla Çınar,Volkan Güçlü,Ebru Soğancı,Yiğit Üstün,Pınar Ateş,Tarık Bıçak|"
    "Çorum,Bartın,Muş,Balıkesir|görüştük,sözleşme,açıklama,kırık,yüzde,ağır,gün içinde,üçüncü,şube,alıcı",
    "lithuanian": "Žydrūnė Lašaitė,Giedrius Bružas,Audronė Šeškė,Saulė Mikša,Uldis Krūmiņš,Zane Āboliņa,Pēteris Ķēniņš,Mārīte Egle|"
    "Šilutė,Bauska,Rokiškis,Sēlpils|kreipėsi,būsime,šiandien,gražus,apmokėti,pārdevējs,kādēļ,tūlīt,noslēgts,jāzvana",
    "estonian": "Heiki Mänd,Tõivo Räim,Anu Sepp,Mürjo Lõoke,Kärt Püvi,Õie Raag,Jaan Hõbe,Sülvi Näkk|"
    "Põlva,Valga,Tõrva,Käru|hõlmab,soovõi,järel,ühine,nõus,käsi,lühike,öeldud,põnev,täpne",
    "russian": "Вадим Журавлёв,Оксана Бычкова,Тимур Шишкин,Раиса Ефимова,Глеб Цыганов,Инна Ожегова,Семён Пугач,Яна Хлебникова|"
    "Воронеж,Курск,Ижевск,Сызрань|накладная,обсудили,прошу,выставка,мебель,пятница,между,скидка,щётка,этаж",
    "ukrainian": "Дмитро Заєць,Лариса Ільків,Назар Підгірний,Христина Цимбал,Євдокія Рябець,Павло Щербак,Галина Ющук,Юрій Ґава|"
    "Тернопіль,Умань,Хмельницький,Ізмаїл|сьогодні,надішліть,вісім,кошти,ґрунт,відповідь,п'ятниця,обіцяє,щомісяця,з'їзд",
    "bulgarian": "Николай Щерев,Теодора Вълкова,Кирил Йорданов,Снежана Минкова,Любен Джамбазов,Румяна Гълъбова,Явор Цеков,Зорница Фичева|"
    "Габрово,Перник,Кърджали,Шумен|благодаря,изпратете,ще бъде,четвъртък,тъй като,брой,проект,юли,съгласен,отстъпка",
    "greek": "Λευτέρης Γαλάνης,Βάσω Μπίρη,Χρύσα Ζάχου,Άγγελος Ψωμάς,Ναταλία Δρόσου,Ηλίας Θέμελης,Έφη Κουρή,Οδυσσέας Ράπτης|"
    "Κέρκυρα,Σέρρες,Τρίπολη,Δράμα|ευχαριστώ,συμφωνία,πληρωμή,μεγάλος,υπόλοιπο,χρειάζεται,Ιούλιος,δέκα,ξανά,φίλος",
    "hebrew": "בועז נווה,דליה שמש,רון הראל,ציפי גפן,אסף קדוש,טליה יונה,נמרוד סלע,פנינה עוז|"
    "טבריה,חולון,אילת,יבנה|אישור,הנחה,ביקור,מוצר חדש,ספק,יום חמישי,לפני,קטלוג,בעיה,שולחן",
    "arabic": "حسام جابر,رانيا عبود,مازن الخطيب,دينا صبري,شريف ناصر,هبة الله,قصي مراد,لمى حداد|"
    "طرابلس,الكويت,مسقط,حلب|موافقة,خصم,زيارة,منتج جديد,مورد,يوم الخميس,قبل,كتالوج,مشكلة,طاولة",
    "persian": "داود شهابي,نازنين گلي,هومن پرتو,ژينا راد,کيوان چاوشي,مهين دولت,سپيده آزاد,ايرج بيات|"
    "رشت,زنجان,کاشان,بندرعباس|تخفيف,بازديد,محصول جديد,پنجشنبه,پيش از,مشکل,گفتگو,ميز,خريد,چاپ",
    "vietnamese": "Lương Thế Khải,Quách Ngọc Diệp,Tạ Hữu Phước,Châu Thị Mận,La Đình Bảo,Hứa Kim Loan,Tôn Nữ Hạnh,Viên Đức Thuận|"
    "Nam Định,Sóc Trăng,Rạch Giá,Thủ Đức|giảm giá,sản phẩm mới,nhà cung cấp,thứ năm,trước,vấn đề,bàn giao,đồng ý,quý khách,cửa hàng",
    "thai": "วรรณา เจริญผล,ศักดิ์ชัย นาคทอง,กัญญา ปานแก้ว,อำนาจ ชัยชนะ,สิริพร โพธิ์งาม,ธีระ มณีรัตน์,จิราภรณ์ พูนสุข,เดชา กล้าหาญ|"
    "นครราชสีมา,พิษณุโลก,ตราด,สุรินทร์|ส่วนลด,เยี่ยมชม,สินค้าใหม่,ผู้ขาย,วันพฤหัสบดี,ก่อน,ปัญหา,โต๊ะ,ตกลง,คลังสินค้า",
    "chinese": "钱志刚,沈月,韩磊,冯晓燕,曹俊,彭丽萍,董玉梅,袁浩然|大连,无锡市,郑州,合肥高新区|"
    "折扣,来访,新产品,供应商,周四下午,之前联系过,有问题,同意付款,确认收货,材料清单",
    "taiwanese": "蘇志豪,邱美惠,葉承恩,江玉珍,呂家榮,方郁婷,石明哲,丁淑娟|台東,苗栗縣,雲林,南投|"
    "折扣,來訪,新產品,供應商,週四下午,之前聯繫過,有問題,同意付款,確認收貨,材料清單",
    "japanese": "岡田隆之,藤井まゆみ,長谷川進,三浦麻衣,石川剛,前田しおり,小川浩,後藤愛|静岡市,熊本,奈良県,盛岡|"
    "割引,ご来社,新製品,仕入先,木曜日,以前に連絡済み,問題あり,キャンペーン,受領確認,資料一覧",
    "korean": "문지호,배수정,백승현,남궁민아,하태경,심은주,노영재,유하은|포항시,목포,원주,경기도 성남시|"
    "할인,방문 예정,신제품,공급업체,목요일 오후,이전에 연락,문제 있음,동의합니다,수령 확인,자료 목록",
}
