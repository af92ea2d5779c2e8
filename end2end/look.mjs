import { chromium } from '@playwright/test';
const base='http://127.0.0.1:3111';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const c=await b.newContext({viewport:{width:1440,height:900}}); const p=await c.newPage();
p.on('console',m=>{ if(m.type()==='error'||m.type()==='warning') console.log('console',m.text().slice(0,300))}); p.on('pageerror',e=>console.log('pageerror',String(e).slice(0,800)));
await p.goto(base+'/sign-in'); await p.getByRole('button',{name:'Grace Whitfield'}).click(); await p.waitForURL(/inbox/);
await p.goto(base+'/drafts/new'); await p.waitForTimeout(1000); await p.screenshot({path:'/tmp/look-gallery.png'});
await p.goto(base+'/definitions'); await p.screenshot({path:'/tmp/look-defs.png'});
await p.goto(base+'/definitions/purchase'); 
const edit=p.getByRole('button',{name:/^Edit/}); console.log('edit',await edit.count()); 
if(await edit.count()) { await edit.first().click(); await p.waitForURL(/drafts/); console.log(p.url()); await p.waitForTimeout(4000); await p.screenshot({path:'/tmp/look-editor.png'}); }
await c.storageState({path:'/tmp/look-state.json'});
await b.close();
