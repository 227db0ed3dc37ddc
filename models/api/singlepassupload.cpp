// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/singlepassupload.h"

#include <algorithm>

namespace waldesk::api
{

SinglePassUpload::SinglePassUpload(QByteArray bytes, QObject *parent) : QIODevice(parent), m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 SinglePassUpload::bytesAvailable() const
{
    return m_bytes.size() - m_taken + QIODevice::bytesAvailable();
}

qint64 SinglePassUpload::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min(maxSize, m_bytes.size() - m_taken);
    if (count <= 0)
        return -1;
    std::copy_n(m_bytes.constData() + m_taken, count, data);
    m_taken += count;
    return count;
}

} // namespace waldesk::api
