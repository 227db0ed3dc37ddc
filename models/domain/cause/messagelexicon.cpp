// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/messagelexicon.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace waldesk::domain::messagelexicon
{
namespace
{

struct Words {
    /// The list is a literal: words are views into it.
    explicit Words(const char *list)
    {
        const std::string_view all(list);
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = std::min(all.find(' ', at), all.size());
            if (end > at)
                m_words.insert(all.substr(at, end - at));
            at = end + 1;
        }
    }
    [[nodiscard]] bool has(QByteArrayView word) const
    {
        std::array<char, 24> lower{};
        if (word.isEmpty() || word.size() > qsizetype(lower.size()))
            return false;
        std::transform(word.begin(), word.end(), lower.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        return m_words.count(std::string_view(lower.data(), std::size_t(word.size()))) > 0;
    }

private:
    std::unordered_set<std::string_view> m_words;
};

} // namespace

bool isUnit(QByteArrayView word)
{
    static const Words Known(
        "ns us ms s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days "
        "week weeks month months year years b kb mb gb tb pb k g t kib mib gib tib pib byte bytes "
        "kilobytes megabytes gigabytes terabytes bits bit core cores cpu cpus gpu gpus vcpu vcpus "
        "mhz ghz percent msec msecs usec milliseconds millisecond");
    return Known.has(word);
}

bool isCalendarWord(QByteArrayView word)
{
    static const Words Known(
        "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan "
        "feb mar apr may jun jul aug sep oct nov dec january february march april june july august "
        "september october november december am pm utc gmt cet cest eet eest est edt pst pdt msk");
    return Known.has(word);
}

bool isNamed(QByteArrayView word)
{
    static const Words Known(
        "user users username account accounts project projects cluster partition host hostname node "
        "customer organization organisation tenant namespace resource offering reservation volume "
        "bucket database pool vdc login role principal team queue member allocation group instance "
        "vm image network flavor droplet repository share realm server qos");
    return Known.has(word);
}

bool isNoName(QByteArrayView word)
{
    static const Words Known(
        "is are was were be been being has have had not no does do did can cannot could should would will must may "
        "might "
        "already with without for from to of in on at by and or but the a an this that its it id ids uuid name names "
        "named "
        "list listing limit limits quota usage key keys password email token error errors failed failure failures "
        "exists "
        "exist existing found missing unknown invalid valid down up lost unavailable unreachable unauthorized denied "
        "disabled enabled locked expired available data info information request requests response object objects path "
        "file "
        "directory manager controller controllers server servers client api credentials credential session connection "
        "membership management creation deletion update updates sync record records field fields value values state "
        "status "
        "authentication authorization account accounts user users group groups project projects cluster clusters node "
        "nodes "
        "host hosts type types pool pools storage database service services daemon configuration config agent backend "
        "mapping lookup query queries returned returns timed timeout refused rejected does't which where when while "
        "because "
        "if than then via as all any every each some other another same accounting operator administrator admins "
        "associations "
        "association");
    return Known.has(word);
}

bool followsName(QByteArrayView word)
{
    static const Words Known(
        "is are was were not does do has have had already cannot could can in on at from to for of with "
        "by and or exists failed doesn't isn't via because as while during but returned rejected refused "
        "timed");
    return Known.has(word);
}

bool namesConstant(QByteArrayView word)
{
    static const Words Known(
        "attribute module argument arguments option setting settings key keys parameter parameters field "
        "column relation table variable property header function method import type named label");
    return Known.has(word);
}

bool isFieldBeforeNumber(QByteArrayView word)
{
    static const Words Known(
        "id uid gid pid line column col char error errno code status port job jobid rc exit offset "
        "position pos size count page retry attempt timeout version user account project node host "
        "level depth step returned got expected number total limit");
    return Known.has(word);
}

bool isTopLevelDomain(QByteArrayView word)
{
    static const Words Known(
        "com org net edu gov mil int eu de ee fi se no dk lv lt pl cz at ch fr it es uk nl be io dev "
        "cloud local lan internal intranet example test localdomain hpc corp home cluster ac");
    return Known.has(word);
}

/// Words of messages: what anyone who writes an error message may use, and the programs sites run. Words that people
/// choose as names of accounts and projects (default, test, fusion) are left out on purpose.
bool isOrdinary(QByteArrayView word)
{
    static const Words Known(
        "errno winerror "
        "a able about above absent accept access account acknowledge acl acquire across activate active actual "
        "adapter add addr address adjust admin administrator admission adopt advance affinity after again against "
        "agent aggregate aiohttp alert algorithm alias all alloc allocate allow almost alone along already also "
        "alter alternative although always ambiguous amid among amount amqp an analyse analyze and anomaly "
        "anonymous another answer any anyone apache api app append apply approve archive are arent arg argo "
        "around arp array artifact as ascii ask assign associate assume async at attach attempt attr attribute "
        "audience audit auth authenticate authenticator authority authorize avoid await aware aws azure backend "
        "background backlog backslash backup bad balance bandwidth base bash basic batch be because become beegfs "
        "been before began begin begun behavior behaviour behind being belong below between beyond bgp big bill "
        "bin binary bind bit blank blob block body boolean boot both bound boundary brace bracket branch break "
        "bridge broken broker brought browser bucket budget buf buffer bug build built bulk bundle busy but by "
        "byte bytearray cache calculate call callback came can cancel candidate cannot cant cap capability "
        "capacity case cast catalog caught cause celery ceph cephfs certificate cfg chain challenge change "
        "channel character charge charset check checksum child choice choose chosen chown chr chunk cidr cinder "
        "cipher claim class classmethod clause clean cleanup clear cli client clock clone close cloud cloudflare "
        "cluster cmd cn code codec collect colon column comma command commit common communicate compare "
        "comparison complete component compress compute computer concurrent conf config configure confirm "
        "conflict conform conn connect connector consent consider consistent console constant constraint "
        "construct consumer contact contain container containerd content context continue contract control "
        "controller convert cookie copy core coroutine corrupt cost could couldnt count counter cover cpu cr "
        "crash crd create credential criteria crl croit cron cross csr ctl ctx cur current currently custom "
        "customer cut cycle daemon damage dashboard data database dataclass dataset date datetime day db dbus dc "
        "deadline deadlock dealt debug decide decimal declare decode decorator decrypt deep def define delay "
        "delegate delete delimiter deliver demand deny depend dependency deploy derive describe descriptor "
        "deserialize dest destroy detach detail detect determine device dhcp dial dict dictionary did didnt "
        "differ difference different difficult digest digit digitalocean dimension dir direct directory disallow "
        "discard disconnect discover discovery disk display distinguish divide division dn dns do docker does "
        "doesnt doing domain done dont down download downstream draft drain drawn drift drive driven driver drop "
        "droplet dsn dst dual due dump duplicate dynamic each early edge edit eduteams effect effective eight "
        "either elastic elasticsearch elem else email embed emit empty encode encoder encounter encrypt end "
        "endpoint enforce engine enlarge enough enqueue ensure enter entity entry enum env envoy eof equal err "
        "error escape establish estimate etc evaluate even event ever every evict exact exactly examine example "
        "exc except excess exchange exclude exclusive exec execute executor exhaust exist exit expand expect "
        "expire expiry explicit exponent export expose expression extend extension extent external extra extract "
        "fact factor factory fail failure fairshare fall fallback false family fast fatal fault fd feature fell "
        "felt fetch few field figure file filename filesystem filter final find fine finish finite firewall first "
        "fit five fix flag flavor flavour float flow flush fmt fn folder follow for forbidden force foreign "
        "forget forgotten fork form format former forward found four frame free freeipa frequency fresh from "
        "front froze frozen frozenset full fully func further future garbage gateway gather gave gcp general "
        "generate generator generic get gid give given glance glibc global go gone good got gpfs gpu grace "
        "grafana grant graph great greater grid group groupfolder grown gssapi guard guess guest guid gunicorn "
        "had hand handle handler handshake hang happen haproxy harbor hard has hash hasnt have havent he head "
        "header health healthcheck healthy heap heard heartbeat heat held helm help helper her here hex hidden "
        "high hint his hit hold home hook host hostname hour how however http httpx human hyperlink hypervisor "
        "iam icmp id identical identifier identify identity idle idp ids idx if ignore illegal image immediate "
        "impl implicit import importance important improper in inactive include incomplete inconsistent incorrect "
        "increase incremental indent index indicate individual inet inf infinite infinity influxdb info inform "
        "infrastructure inherit init initial initialize initiate inner input inquiry insecure insert inspect "
        "install instance instantiate instead insufficient int integer integrity intend interactive interface "
        "intermediate internal internet interpret interpreter interrupt interval into invalid inventory invite "
        "invoice invoke involve io ip ipa irrelevant is isnt isolate issue issuer it item iterate iterator its "
        "itself java job join joint json just jwt kafka kb keep kept kerberos kernel key keycloak keystone "
        "keystore keyword kill kind kinit knew know known krb kubeconfig kubectl kubernetes kvm kwarg label lack "
        "laid lambda language large largest last late latency later latin latter launch lay layer layout ldap "
        "lead leader leak lease least leave led left legacy legal len length lent less let level lib libc liberal "
        "library libslurm libslurmfull libvirt license lifecycle lifespan lifetime like likely limit line linear "
        "link linux list listen listener literal live load loader loc local locale locate lock log logger logic "
        "login logout loki long longer lookup loop lose loss lost low lower lustre machine made magic mail "
        "maintain maintenance make mam manage manager mandatory manifest manual many map mapper margin mariadb "
        "mark marker marketplace mask master match material maui max maximal maximum may maybe mbit me mean meant "
        "measure mechanism media medium meet member membership memory merge message met metaclass metadata meter "
        "method metric mfa middleware might migrate min mind minimal minimum minio minor minute mirror mismatch "
        "miss mix moab mod mode model modify module modulo mongo mongodb monitor month more most mount move mqtt "
        "msg mtls mtu much multi multiple munge mup must mutate mutex my mysql name named namespace nan narrow "
        "nat native navigate near necessary need negative neighbour neither nest net network neutral neutron "
        "never nevertheless new newline next nextcloud nfs nginx nil nine no nobody node noise nominal non nonce "
        "none nor normal normalize not note notice notify nova novel now null num number numeric oauth obj object "
        "objective obligatory observe obsolete obtain occupy occur ocs ocsp octal odd of off offer office offline "
        "offset often oidc okd old omit on once one oneadmin online only onto opaque open openid opennebula "
        "openshift openssl openstack operate operational operator opposite opt optimize optional or oracle order "
        "ordinal ordinary origin original orphan os ota other otherwise otp ou ought our out outage outbound "
        "outcome outer output outside over overflow overlap overload override overrun overwrite own owner "
        "ownership pack package packet page paid pair panic parallel param parameter parent parenthesis parse "
        "parser part partial participant party pass passphrase password past patch path pattern pause payload pbs "
        "peer per percent percentage perform performance perhaps period permanent permission permit persist "
        "persistent person phase phrase physical pick pid piece ping pip pipe pipeline place plain plan platform "
        "please plugin plural plus podman point pointer policy poll pool port portal pos positive post postgres "
        "postgresql postpone potential power practice pre precision predicate preempt prefix premature prepare "
        "prerequisite presence present preserve pressure prev prevent previous primary principal print prior "
        "priority priv private privilege probe problem proc procedure process processor produce producer profile "
        "prog program progress prohibit project prometheus promise promote prompt prop proper property proposal "
        "protect protocol prove provide provider provision proxmox proxy ptr public publish publisher puhuri pull "
        "purge purpose push put pv pvc pwd pydantic python qemu qos qty quality query queue quick quiet quit "
        "quite quota quote rabbitmq race rados radosgw raise ran rancher random range rank rate rather ratio raw "
        "rbac re reach read reader readiness ready real realm reason reboot rebuild receive recent recipient "
        "recognize recommend reconcile reconnect record recover recovery recursion redirect redis reduce "
        "redundant ref refer reference referral refresh refuse regex region register registry regular reinstall "
        "reject rel relate relationship relative relay release relevant reload remain remember remote removal "
        "remove rename renew renewal repair repeat replace replay replica replicate reply repo report repository "
        "represent req request requester require res reserve reset resize resolve resolver resource respond "
        "response rest restart restore restrict result resume ret retain retrieval retrieve retry return reuse "
        "reverse revert review revision revoke rewind rewound rewrite rgw right role rollback rose rotate round "
        "route router routine row rsync rule run runner runtime sacct sacctmgr safe said same saml sample san "
        "sandbox sasl sat save saw sb sbatch scale scan scenario schedule scheduler schema scheme scontrol scope "
        "score scp scratch script search sec second secret secure security seek seen select selector self sell "
        "semantic semicolon send sender sensitive sent sentry separate separator seq sequence serial serialize "
        "series serve server service sess session set setup seven several severe shall shape share she shell "
        "shibboleth shift short shortage should shouldnt show shown shrink shut shutdown side sig sign signal "
        "signature signer silent similar simple simultaneous since sinfo single site six size skew skip sleep "
        "slept slice slot slow slug slurm slurmctld slurmd slurmdbd slurmrestd small smaller sn snapshot sni so "
        "socket soft software sold solve some sometimes somewhere soon sort source space span spare spec specific "
        "specify speed spent split spoke spool sql sqlite squeue src srun ssh sshd ssl sso sssd stack staff stage "
        "stale stamp standalone standard standby start starttls startup state static staticmethod statistic "
        "status stay std stderr stdin stdout step sticky still stmt stolen stomp stood stop storage store str "
        "stray stream strict strip strong struck structure stuck style sub subdomain subject submission submit "
        "subnet subordinate subscribe subsecond subsequent subset subsystem success successful such sudo "
        "sufficient suffix suggest suit sum super supply support suppress sure surplus suspend swift switch sworn "
        "symbol symbolic symlink sync synchronize syntax sys sysctl system systemd tab table tag tail take taken "
        "target task taught tcp team technical tell temp template temporarily temporary ten tenant term terminal "
        "terminate terraform text than thank that the their them then there therefore these they thing third this "
        "those though thread three threshold threw throttle through throughout throw thrown thus ticket tier time "
        "timed timeline timeout timer timestamp timezone title tls tmp to today together tok token told tolerate "
        "too took tool toolchain top topic torque tot total totp touch toward trace traceback track traefik "
        "traffic trail transfer transform transient transit translate transmit transport trap traverse treat tree "
        "tres trial trigger trim trouble true truncate trust try tunnel tuple turn twice two txt type typical "
        "typo udp uid ultimate unaware unbound unclear under understood undo unhealthy unicode uniform unique "
        "uniqueness unit universal unix unknown unless unlock unmet unnecessary unpack unsafe unset unsuccessful "
        "until up update upgrade upload upon upper upstream uri url urllib us usage use used useful user userinfo "
        "username usr usual utf util utility uuid val valid validate validator value vanish var variant variety "
        "various vault vcpu vdc vector vendor ver verb verify version versus very vhost via view violate virtual "
        "visit vlan vm vms vmware vnet vnis void vol volume vote vpc vsphere wait waive wake waldur walk walltime "
        "want warn was wasnt watch way wckey we weak web webhook weight welcome well went were werent what when "
        "where whereas whether which while whitespace who whole whom whose why wide width wildcard will window "
        "wire wish with within without won wont word wore work worker workflow workload workspace world worn "
        "worth would wouldnt wrap wrapper write writer written wrong wrote x xml yaml year yes yet yield you your "
        "zero zfs zone ");
    if (Known.has(word))
        return true;
    for (const QByteArrayView end : {QByteArrayView("ed"), QByteArrayView("ing"), QByteArrayView("tion"),
                                     QByteArrayView("able"), QByteArrayView("ible"), QByteArrayView("ment"),
                                     QByteArrayView("ally"), QByteArrayView("ized"), QByteArrayView("ised")}) {
        if (word.size() >= 6 && word.endsWith(end))
            return true;
    }
    if (word.size() > 4 && word.endsWith("ies"))
        return Known.has((word.chopped(3).toByteArray() + 'y'));
    if (word.size() > 5 && word.endsWith("es") && Known.has(word.chopped(2)))
        return true;
    return word.size() > 3 && word.endsWith('s') && !word.endsWith("ss") && isOrdinary(word.chopped(1));
}

bool quotesName(QByteArrayView word)
{
    static const Words Known("named key keys label table");
    return Known.has(word);
}

bool takesName(QByteArrayView word)
{
    static const Words Known(
        "component secret admin template vdc vnet folder order zone subnet setting profile namespace key "
        "datastore datacenter region disk library package plan queue store storage container scc tres scope class "
        "institution department faculty school runner type model");
    return Known.has(word) || isNamed(word);
}

bool saysOfName(QByteArrayView word)
{
    static const Words Known("is are was were does do did has have had not already cannot can could doesn't isn't "
                             "hasn't didn't won't exists belongs");
    return Known.has(word);
}

/// Sizes, purposes and kinds of machines.
bool maybeName(QByteArrayView word)
{
    static const Words Known(
        "gpu cpu tiny small medium large big base basic master main worker shared standard custom general global "
        "public private internal external primary test testing default research lab staff student teaching training "
        "engineering computing sequencing imaging modelling modeling staging education simulation development "
        "production automation cloud storage service services central common local remote normal batch interactive "
        "debug short long express high low gold silver premium free project");
    return Known.has(word);
}

bool leadsSentence(QByteArrayView word)
{
    static const Words Known("error errors message msg detail details reason description title fault "
                             "error_description errormessage error_message errordescription cause");
    return Known.has(word);
}

} // namespace waldesk::domain::messagelexicon
