// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/responsefacts.h"

#include <QTest>

using namespace waldesk::api;
using End = HttpResponse::End;

Q_DECLARE_METATYPE(waldesk::api::HttpResponse)
Q_DECLARE_METATYPE(waldesk::api::Unreadable)

namespace
{

HttpResponse answer(int status, const QByteArray &contentType = "application/json", End end = End::Complete)
{
    HttpResponse response;
    response.end = end;
    response.status = status;
    response.contentType = contentType;
    return response;
}

} // namespace

class TestResponseFacts : public QObject
{
    Q_OBJECT
private slots:
    void theStatusTells_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<bool>("good");
        QTest::addColumn<bool>("notShown");
        QTest::addColumn<bool>("noSuchPage");
        const auto row = [](const char *name, const HttpResponse &response, bool good, bool notShown, bool noSuchPage) {
            QTest::newRow(name) << response << good << notShown << noSuchPage;
        };
        row("200", answer(200), true, false, false);
        row("204", answer(204), true, false, false);
        row("200, cut off", answer(200, "application/json", End::TooLarge), false, false, false);
        row("200 with a page of a proxy", answer(200, "text/html"), true, false, true);
        row("302", answer(302), false, false, false);
        row("400", answer(400), false, true, true);
        row("401", answer(401), false, false, false);
        row("403", answer(403), false, true, false);
        row("404", answer(404), false, true, true);
        row("404, cut off", answer(404, "application/json", End::Network), false, false, false);
        row("405 of an older version", answer(405), false, true, false);
        row("424 of a plug-in", answer(424), false, true, false);
        row("429", answer(429), false, false, false);
        row("500", answer(500), false, false, false);
        row("501", answer(501), false, true, false);
    }
    void theStatusTells()
    {
        QFETCH(HttpResponse, response);
        QTEST(isGood(response), "good");
        QTEST(isNotShown(response), "notShown");
        QTEST(mayMeanNoSuchPage(response), "noSuchPage");
    }

    void theHeadersOfAListTell_data()
    {
        QTest::addColumn<QByteArray>("count");
        QTest::addColumn<QByteArray>("link");
        QTest::addColumn<qint64>("total");
        QTest::addColumn<qint64>("lastPage");
        QTest::addColumn<bool>("next");
        const auto row = [](const char *name, const char *count, const char *link, qint64 total, qint64 lastPage,
                            bool next) {
            QTest::newRow(name) << QByteArray(count) << QByteArray(link) << total << lastPage << next;
        };
        row("nothing", "", "", -1, -1, false);
        row("a count", "2134", "", 2134, -1, false);
        row("none", "0", "", 0, -1, false);
        row("a count that is none", "many", "", -1, -1, false);
        row("a negative count", "-5", "", -1, -1, false);
        row("a next page", "", "<https://w/api/x/?page=2>; rel=\"next\"", -1, -1, true);
        row("a next page, without quotes", "", "<https://w/api/x/?page=2>; rel=next", -1, -1, true);
        row("a next page, in capitals", "", "<https://w/api/x/?page=2>; REL=\"NEXT\"", -1, -1, true);
        row("the first page only", "", "<https://w/api/x/?page=1>; rel=\"first\"", -1, -1, false);
        row("the last of pages of one row", "",
            "<https://w/api/x/?page=2&page_size=1>; rel=\"next\", <https://w/api/x/?page=41&page_size=1>; rel=\"last\"",
            -1, 41, true);
        row("the last of larger pages", "", "<https://w/api/x/?page=41&page_size=10>; rel=\"last\"", -1, -1, false);
        row("a last page without a number", "", "<https://w/api/x/?page=z&page_size=1>; rel=\"last\"", -1, -1, false);
        row("a last page without brackets", "", "https://w/api/x/?page=41&page_size=1; rel=\"last\"", -1, -1, false);
    }
    void theHeadersOfAListTell()
    {
        QFETCH(QByteArray, count);
        QFETCH(QByteArray, link);
        HttpResponse response = answer(200);
        response.resultCount = count;
        response.link = link;
        QTEST(totalOf(response), "total");
        QTEST(lastPageOf(response), "lastPage");
        QTEST(hasNext(response), "next");
    }

    void aBodyThatIsNoObjectHasAReason_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Unreadable>("why");
        const auto row = [](const char *name, const char *type, const char *body, Unreadable why) {
            QTest::newRow(name) << QByteArray(type) << QByteArray(body) << why;
        };
        row("empty", "application/json", "", Unreadable::Empty);
        row("white space", "application/json", " \n", Unreadable::Empty);
        row("a web page", "text/html; charset=utf-8", "Sign in", Unreadable::WebPage);
        row("a web page that is called JSON", "application/json", "\n<html>", Unreadable::WebPage);
        row("words", "application/json", "upstream timed out", Unreadable::NotJson);
        row("a list", "application/json", "[]", Unreadable::NotAnObject);
    }
    void aBodyThatIsNoObjectHasAReason()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        HttpResponse response = answer(200, type);
        response.body = body;
        QTEST(bodyProblem(response), "why");
    }
};

QTEST_GUILESS_MAIN(TestResponseFacts)
#include "tst_responsefacts.moc"
