import csv, io, random, datetime as dt, shutil
from pathlib import Path
import pytest
from kpis.imports import load, ImportRefused
from django.db import connection
TOK=["","-","0","abc","-1","1e5","9"*12,"0.0000001","½","٣","2018/19","18/19","Q4","2019-13","2018/19 Q2","2199-12","1900","31 February 2019","2019-02-30","percentage","count","rate","milestone","band","variance","target","range","none","year_to_date","snapshot","points","percent","yes","no","achieved","not achieved","awaiting","final","suppressed","provisional","x"*5000,"\x00","é","=1+1","'","\"","a;b;c",";","100","100.0000","60%","£5","(5)","−5","- 5","--5","KPI-SC1","kpi-sc1","September","January","per 1,000","per 0","0.5","1999/00","99/00","2099/00", "met","red","up","unknown","previous_period","good_progress","2020-01-01","Children and Families","contract","plan","public"," ","\u200b","İ","ß","ǅ","ﬀ"]
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_fuzz(tmp_path, seed):
    rng=random.Random(seed); ok=0; bad=0; kinds={}
    base={}
    for c in ("worcestershire","warwickshire"):
        for f in (Path("/work/shared/data")/c).glob("*.csv"): base.setdefault(c,{})[f.name]=list(csv.reader(io.StringIO(f.read_text())))
    for n in range(120):
        c=rng.choice(list(base)); d=tmp_path/f"{n}"; d.mkdir()
        tables={k:[list(r) for r in v] for k,v in base[c].items()}
        for _ in range(rng.randint(1,3)):
            k=rng.choice(list(tables)); t=tables[k]; r=rng.randrange(0 if rng.random()<.1 else 1,len(t)); t[r][rng.randrange(len(t[r]))]=rng.choice(TOK)
        for k,t in tables.items():
            with (d/k).open("w",newline="") as h: csv.writer(h).writerows(t)
        now=dt.datetime(2020,1,1,tzinfo=dt.UTC)+dt.timedelta(hours=n)
        try: load([d],now=now, dry_run=rng.random()<.2); ok+=1
        except ImportRefused as e:
            bad+=1
            for p in e.problems: kinds.setdefault(p.message[-60:],str(p)[:200])
            assert "somebody else" not in str(e), e
        if ok and rng.random()<.3:
            r=load([Path("/work/shared/data")/c],now=now+dt.timedelta(minutes=1)) if False else None
        shutil.rmtree(d)
    print(ok,bad); print("\n".join(sorted(kinds.values())[:70]))
