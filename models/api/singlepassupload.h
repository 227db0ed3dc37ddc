// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

namespace waldesk::api
{

/// A request body that can be read once. Qt rewinds the body to send a request a second time on a new connection, also
/// one it has already sent whole; a device that can not be rewound makes it give up instead (ContentReSendError).
class SinglePassUpload : public QIODevice
{
    Q_OBJECT
public:
    SinglePassUpload(QByteArray bytes, QObject *parent);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] bool reset() override { return false; }
    [[nodiscard]] bool seek(qint64) override { return false; }
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    [[nodiscard]] qint64 bytesAvailable() const override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_taken = 0;
};

} // namespace waldesk::api
