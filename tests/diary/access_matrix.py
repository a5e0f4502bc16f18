"""Who gets which status from every route, about Maya. A truth table: one row for each route and method of the API.

Maya is the patient, Walter a patient of another clinic. Anna treats Maya; Ben covers for Anna now; Mia manages their clinic;
Piet works there and has no part in Maya's care; Carl covered until yesterday; Eva left the clinic yesterday, though Maya's
care team still names her; Zoe works at another clinic. Nobody is not signed in. Tom writes for Maya, as her carer. The last
columns are service tokens that Mia made for the clinic, one for each scope and called by its name.
"""

from dataclasses import dataclass

PEOPLE = ("nobody", "maya", "walter", "anna", "ben", "mia", "piet", "carl", "eva", "zoe", "tom")
TOKENS = ("appointments", "alerts")
PRINCIPALS = (*PEOPLE, *TOKENS)
STRANGERS = ("walter", "piet", "carl", "eva", "zoe")  # a list answers them, and holds nothing of Maya

TABLE = """
                                        nobody maya walter  anna  ben  mia   piet carl  eva  zoe  tom  appointments  alerts
POST   pair                               201   201   201    201  201  201    201  201  201  201  201           201     201
POST   again                              202   202   202    202  202  202    202  202  202  202  202           202     202
POST   again/code                         200   200   200    200  200  200    200  200  200  200  200           200     200
POST   again/passkey                      201   201   201    201  201  201    201  201  201  201  201           201     201
POST   again/passkey/begin                200   200   200    200  200  200    200  200  200  200  200           200     200
POST   sign-in                            200   200   200    200  200  200    200  200  200  200  200           200     200
POST   sign-out                           401   204   204    204  204  204    204  204  204  204  204           403     403
GET    me                                 401   200   200    200  200  200    200  200  200  200  200           403     403
PATCH  me                                 401   200   200    200  200  200    200  200  200  200  200           403     403
POST   me/export                          401   200   200    403  403  403    403  403  403  403  403           403     403
GET    me/emergency-sheet                 401   200   200    403  403  403    403  403  403  403  200           403     403
GET    me/devices                         401   200   200    403  403  403    403  403  403  403  403           403     403
DELETE me/devices/{id}                    401   204   404    403  403  403    403  403  403  403  403           403     403
GET    me/passkeys                        401   200   200    403  403  403    403  403  403  403  403           403     403
POST   me/passkeys                        401   201   422    403  403  403    403  403  403  403  403           403     403
POST   me/passkeys/begin                  401   200   200    403  403  403    403  403  403  403  403           403     403
DELETE me/passkeys/{id}                   401   204   404    403  403  403    403  403  403  403  403           403     403
GET    me/record-access                   401   200   200    403  403  403    403  403  403  403  403           403     403
GET    me/carers                          401   200   200    403  403  403    403  403  403  403  403           403     403
POST   me/carers                          401   201   201    403  403  403    403  403  403  403  403           403     403
DELETE me/carers/{id}                     401   204   404    403  403  403    403  403  403  403  403           403     403
POST   me/transfer                        401   201   201    403  403  403    403  403  403  403  201           403     403
POST   me/erasure                         401   200   422    403  403  403    403  403  403  403  403           403     403
DELETE me/erasure                         401   204   204    403  403  403    403  403  403  403  403           403     403
GET    consents                           401   200   200    403  403  403    403  403  403  403  403           403     403
PUT    consents/{purpose}                 401   200   200    403  403  403    403  403  403  403  403           403     403
GET    catalogue                          200   200   200    200  200  200    200  200  200  200  200           200     200
GET    entries                            401   200   200    200  200  200    200  200  200  200  200           403     403
GET    entries/{id}                       401   200   404    200  200  200    404  404  404  404  200           403     403
PUT    entries/{id}                       401   200   404    403  403  403    403  403  403  403  200           403     403
DELETE entries/{id}                       401   200   404    403  403  403    403  403  403  403  200           403     403
GET    entries/{id}/revisions             401   200   404    200  200  200    404  404  404  404  200           403     403
POST   entries/{id}/checked               401   200   404    403  403  403    403  403  403  403  200           403     403
GET    patients                           401   403   403    200  200  200    200  200  403  200  403           403     403
POST   patients                           401   403   403    201  201  201    201  201  403  201  403           403     403
GET    patients/{id}                      401   403   403    200  200  200    404  404  403  404  403           403     403
PATCH  patients/{id}                      401   403   403    200  200  200    404  404  403  404  403           403     403
POST   patients/{id}/invitation           401   403   403    201  201  201    404  404  403  404  403           403     403
POST   patients/{id}/consents/{purpose}/take-back 401 403 403 200 200 200 404 404 403 404 403 403 403
DELETE patients/{id}/devices              401   403   403    204  204  204    404  404  403  404  403           403     403
POST   patients/{id}/clear-sensitive      401   403   403    200  200  200    404  404  403  404  403           403     403
POST   patients/{id}/break-glass          401   403   403    409  409  409    201  201  403  404  403           403     403
GET    patients/{id}/timeline             401   403   403    200  200  200    404  404  403  404  403           403     403
GET    patients/{id}/adverse-events       401   403   403    200  200  200    404  404  403  404  403           403     403
POST   patients/{id}/adverse-events       401   403   403    201  201  201    404  404  403  404  403           403     403
POST   adverse-events/{id}/correction     401   403   403    201  201  201    404  404  403  404  403           403     403
POST   patients/{id}/easing               401   403   403    201  201  201    404  404  403  404  403           403     403
DELETE patients/{id}/easing               401   403   403    204  204  204    404  404  403  404  403           403     403
GET    courses                            401   200   200    200  200  200    200  200  200  200  200           403     403
POST   courses                            401   403   403    201  201  201    404  404  403  404  403           403     403
GET    courses/{id}                       401   200   404    200  200  200    404  404  404  404  200           403     403
PATCH  courses/{id}                       401   403   403    200  200  200    404  404  403  404  403           403     403
GET    courses/{id}/curve                 401   200   404    200  200  200    404  404  404  404  200           403     403
GET    courses/{id}/warnings              401   403   403    200  200  200    404  404  403  404  403           403     403
GET    courses/{id}/review                401   403   403    200  200  200    404  404  403  404  403           403     403
POST   courses/{id}/review                401   403   403    201  201  201    404  404  403  404  403           403     403
GET    sessions                           401   200   200    200  200  200    200  200  200  200  200           403     403
POST   sessions                           401   403   403    201  201  201    404  404  403  404  403           403     403
GET    sessions/{id}                      401   200   404    200  200  200    404  404  404  404  200           403     403
PATCH  sessions/{id}                      401   403   403    200  200  200    404  404  403  404  403           403     403
POST   sessions/{id}/take-back            401   403   403    200  200  200    404  404  403  404  403           403     403
GET    sessions/{id}/curve                401   200   404    200  200  200    404  404  404  404  200           403     403
GET    worklist                           401   403   403    200  200  200    200  200  403  200  403           403     403
GET    worklist/open                      401   403   403    200  200  200    200  200  403  200  403           403     403
GET    alerts                             401   403   403    200  200  200    200  200  403  200  403           403     403
GET    alerts/{id}                        401   403   403    200  200  200    404  404  403  404  403           403     403
POST   a                                  422   422   422    422  422  422    422  422  422  422  422           422     422
POST   alerts/{id}/acknowledge            401   403   403    200  200  200    404  404  403  404  403           403     403
POST   alerts/{id}/snooze                 401   403   403    200  200  200    404  404  403  404  403           403     403
POST   alerts/{id}/resolve                401   403   403    200  200  200    404  404  403  404  403           403     403
POST   alerts/{id}/notes                  401   403   403    201  201  201    404  404  403  404  403           403     403
GET    contact-points                     401   200   200    200  200  200    200  200  200  200  200           403     403
PUT    contact-points/{id}                401   200   201    201  201  201    201  201  201  201  201           403     403
DELETE contact-points/{id}                401   204   404    404  404  404    404  404  404  404  404           403     403
POST   contact-points/{id}/code           401   200   404    404  404  404    404  404  404  404  404           403     403
POST   contact-points/{id}/verify         401   200   404    404  404  404    404  404  404  404  404           403     403
GET    push-subscriptions                 401   200   200    200  200  200    200  200  200  200  200           403     403
PUT    push-subscriptions/{id}            401   200   201    201  201  201    201  201  201  201  201           403     403
DELETE push-subscriptions/{id}            401   204   404    404  404  404    404  404  404  404  404           403     403
POST   push-receipts                      204   204   204    204  204  204    204  204  204  204  204           204     204
GET    webhooks                           401   403   403    403  403  200    403  403  403  403  403           403     403
POST   webhooks                           401   403   403    403  403  201    403  403  403  403  403           403     403
PATCH  webhooks/{id}                      401   403   403    403  403  200    403  403  403  403  403           403     403
POST   webhooks/{id}/rotate               401   403   403    403  403  200    403  403  403  403  403           403     403
GET    unreached                          401   403   403    200  200  200    200  200  403  200  403           403     403
GET    clinic                             401   403   403    200  200  200    200  200  403  200  403           403     403
PATCH  clinic                             401   403   403    403  403  200    403  403  403  403  403           403     403
GET    clinic/changes                     401   403   403    403  403  200    403  403  403  403  403           403     403
GET    clinic/waiting                     401   403   403    403  403  200    403  403  403  403  403           403     200
GET    clinic/members                     401   403   403    200  200  200    200  200  403  200  403           403     403
POST   clinic/members                     401   403   403    403  403  201    403  403  403  403  403           403     403
PATCH  clinic/members/{id}                401   403   403    403  403  200    403  403  403  403  403           403     403
POST   clinic/members/{id}/end            401   403   403    403  403  200    403  403  403  403  403           403     403
DELETE clinic/invitations/{id}            401   403   403    403  403  404    403  403  403  403  403           403     403
GET    clinic/audit                       401   403   403    403  403  200    403  403  403  403  403           403     403
GET    clinic/tokens                      401   403   403    403  403  200    403  403  403  403  403           403     403
POST   clinic/tokens                      401   403   403    403  403  201    403  403  403  403  403           403     403
DELETE clinic/tokens/{id}                 401   403   403    403  403  404    403  403  403  403  403           403     403
GET    clinic/cliniko                     401   403   403    403  403  200    403  403  403  403  403           403     403
PUT    clinic/cliniko                     401   403   403    403  403  200    403  403  403  403  403           403     403
DELETE clinic/cliniko                     401   403   403    403  403  204    403  403  403  403  403           403     403
POST   clinic/preset/replay               401   403   403    403  403  202    403  403  403  403  403           403     403
GET    clinic/preset/replay/{id}          401   403   403    403  403  404    403  403  403  403  403           403     403
GET    clinics/{id}/precision             401   403   403    403  403  200    403  403  403  403  403           403     403
GET    message-templates                  401   403   403    200  200  200    200  200  403  200  403           403     403
PUT    message-templates/{id}             401   403   403    403  403  201    403  403  403  403  403           403     403
DELETE message-templates/{id}             401   403   403    403  403  404    403  403  403  403  403           403     403
GET    course-plans                       401   403   403    200  200  200    200  200  403  200  403           403     403
PUT    course-plans/{id}                  401   403   403    403  403  200    403  403  403  403  403           403     403
DELETE course-plans/{id}                  401   403   403    403  403  404    403  403  403  403  403           403     403
GET    session-templates                  401   403   403    200  200  200    200  200  403  200  403           403     403
PUT    session-templates/{id}             401   403   403    403  403  201    403  403  403  403  403           403     403
DELETE session-templates/{id}             401   403   403    403  403  404    403  403  403  403  403           403     403
POST   imports/appointments               401   403   403    200  200  200    200  200  403  200  403           200     403
GET    quiet-hours                        401   403   403    200  200  200    200  200  403  200  403           403     403
PUT    quiet-hours                        401   403   403    200  200  200    200  200  403  200  403           403     403
DELETE quiet-hours                        401   403   403    200  200  200    200  200  403  200  403           403     403
GET    cover                              401   403   403    200  200  200    200  200  403  200  403           403     403
POST   cover                              401   403   403    403  403  422    403  403  403  403  403           403     403
POST   cover/{id}/end                     401   403   403    404  404  404    404  404  403  404  403           403     403
GET    reports                            401   200   200    200  200  200    200  200  200  200  200           403     403
POST   reports                            401   201   404    201  201  201    404  404  404  404  404           403     403
POST   reports/text                       401   200   404    200  200  200    404  404  404  404  404           403     403
GET    verify/{reference}                 404   404   404    404  404  404    404  404  404  404  404           404     404
GET    reports/{id}                       401   200   404    200  200  200    404  404  404  404  404           403     403
GET    reports/{id}/content               401   200   404    200  200  200    404  404  404  404  404           403     403
GET    reports/{id}/picture               401   200   404    200  200  200    404  404  404  404  404           403     403
POST   reports/{id}/agree                 401   200   404    403  403  403    404  404  404  404  404           403     403
POST   reports/{id}/decline               401   200   404    403  403  403    404  404  404  404  404           403     403
POST   reports/{id}/without-notes         401   201   404    403  403  403    404  404  404  404  404           403     403
GET    reports/{id}/shares                401   200   404    200  200  200    404  404  404  404  404           403     403
POST   reports/{id}/shares                401   409   404    409  409  409    404  404  404  404  404           403     403
DELETE shares/{id}                        401   204   404    204  204  204    404  404  404  404  404           403     403
POST   s/open                             404   404   404    404  404  404    404  404  404  404  404           404     404
POST   s/reply                            404   404   404    404  404  404    404  404  404  404  404           404     404
POST   shl/{token}                        404   404   404    404  404  404    404  404  404  404  404           404     404
GET    shl/{token}/file/{ticket}          404   404   404    404  404  404    404  404  404  404  404           404     404
GET    schema/                            200   200   200    200  200  200    200  200  200  200  200           200     200
GET    docs/                              200   200   200    200  200  200    200  200  200  200  200           200     200
"""


@dataclass(frozen=True)
class Row:
    """What each principal is answered by one route and method."""

    method: str
    route: str
    expected: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


def read_table(text: str = TABLE) -> tuple[Row, ...]:
    header, *lines = text.strip().splitlines()
    names = tuple(header.split())
    rows = []
    for line in lines:
        method, route, *statuses = line.split()
        rows.append(Row(method, route, dict(zip(names, map(int, statuses), strict=True))))
    return tuple(rows)


ROWS = read_table()
