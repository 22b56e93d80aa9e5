from tests.ehcp_flow.web.conftest import *
from tests.ehcp_flow.web.a_site import *
from workflows.vocabulary import Role
def test_smoke(small_town):
    ref = small_town.open()
    v = small_town.as_(Role.MANAGER)
    r = v.get(f"/cases/{ref}/record/assessment_agreed"); print(r.status_code, words(r)[:1500])
    r = v.post(f"/cases/{ref}/record/assessment_agreed"); print(r.status_code, words(r)[:900])
    f = {"when":"2026-02-10","seen_version":"1","fact_may_have_sen":"yes","fact_plan_may_be_needed":"yes","fact_decided_by":"Man"}
    r = v.post(f"/cases/{ref}/record/assessment_agreed", **f); print(r.status_code, words(r)[:2500])
    r = v.post(f"/cases/{ref}/record/assessment_agreed", confirmed="yes", **f); print(r.status_code, words(r)[:1500], r.headers.get("location"))
    r = v.follow(r); print(words(r))
    r = v.post(f"/cases/{ref}/record/assessment_agreed", confirmed="yes", **f); print(r.status_code, words(r)[:1500], r.headers.get("location"))
    r = v.post(f"/cases/{ref}/record/advice_requested", **{"when":"other","on-day":"10","on-month":"2","on-year":"2026","fact_body":"health","seen_version":"1"}); print(r.status_code, words(r)[:2500])
    r = v.get(f"/cases/{ref}/put-right/2"); print(r.status_code, words(r)[:1500])
    p={"wrong":"date","on-day":"9","on-month":"2","on-year":"2026","reason":"a slip","seen_version":"2"}
    r = v.post(f"/cases/{ref}/put-right/2", **p); print(r.status_code, words(r)[:2500])
    r = v.post(f"/cases/{ref}/put-right/2", confirmed="yes", **p); print(r.status_code, r.headers.get("location"))
    print(words(v.follow(r)))
    d = small_town.as_(Role.DECISION_MAKER)
    print(words(d.get("/approvals")))
    print(words(d.get("/approvals/1")))
    r = d.post("/approvals/1", decision="agree", seen_version="2"); print(r.status_code, words(r)[:3000])
    print(words(d.follow(r)))
    r= d.get("/what-if?begins=request_received&on-day=10&on-month=2&on-year=2026"); print(r.status_code, words(r)[:2000])
    r= d.get(f"/cases/{ref}/what-if?event=exception_recorded&on-day=10&on-month=2&on-year=2026&fact_ground=personal_circumstances"); print(r.status_code, words(r)[:3000])
    r= d.get(f"/cases/{ref}/what-if"); print(r.status_code, words(r)[:2000])
    r= d.get(f"/cases/new"); print(r.status_code, words(r)[:2000])
    o={"forename":"Ada","surname":"Marrow","born-day":"1","born-month":"5","born-year":"2017","begins":"request_received","when":"2026-02-09","fact_source":"parent"}
    r= d.post(f"/cases/new",**o); print(r.status_code, words(r)[:2000])
    r= d.post(f"/cases/new",child="another",known="1",**o); print(r.status_code, words(r)[:2000])
    r= d.post(f"/cases/new",child="another",known="1",confirmed="yes",**o); print(r.status_code, words(r)[:2000], r.headers.get("location"))
    r= d.post(f"/cases/new",child="another",known="1",confirmed="yes",**o); print(r.status_code, words(r)[:2000], r.headers.get("location"))
