import { chromium } from '@playwright/test';
const base='http://127.0.0.1:3111';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const c=await b.newContext({viewport:{width:1440,height:900},storageState:'/tmp/look-state.json'}); const p=await c.newPage();
p.on('console',m=>{ if(m.type()==='error'||m.type()==='warning') console.log('console',m.text().slice(0,400))}); p.on('pageerror',e=>console.log('pageerror',String(e).slice(0,800)));
await p.goto(base+'/drafts/new'); 
await p.getByText('Empty process').click(); await p.waitForTimeout(800);
await p.screenshot({path:'/tmp/l0.png'}); console.log(p.url());
if(!/drafts\/[0-9]/.test(p.url())){ 
  const names=await p.locator('form input:visible, form button:visible').evaluateAll(e=>e.map(x=>x.outerHTML.slice(0,150))); console.log(names.join('\n'));
  const n=p.locator('input[name=name]:visible'); if(await n.count()) await n.first().fill('Look '+Date.now()%100000);
  await p.getByRole('button',{name:/Begin|Create|Start|Open|Draw/}).first().click(); await p.waitForURL(/drafts\/[0-9]/); }
await p.waitForSelector('.canvas [data-node]');
const node=n=>p.locator(`.canvas [data-node]`).filter({hasText:n});
const ids=()=>p.locator('.canvas [data-node]').evaluateAll(e=>e.map(x=>x.dataset.node+' '+x.getAttribute('transform')));
console.log(await ids());
await p.screenshot({path:'/tmp/l1.png'});
// drag approval onto the edge between
const pal=await p.locator('.palette-item',{hasText:'Approval'}).boundingBox();
const edge=await p.locator('.canvas [data-edge] .edge-line').first().boundingBox();
await p.mouse.move(pal.x+20,pal.y+15); await p.mouse.down(); await p.mouse.move(pal.x+200,pal.y+60,{steps:4});
await p.mouse.move(edge.x+edge.width/2,edge.y+edge.height/2,{steps:5}); await p.screenshot({path:'/tmp/l2.png'}); await p.mouse.up();
await p.waitForTimeout(300); console.log(await ids());
await p.screenshot({path:'/tmp/l3.png'});
// quick append from pad
const box=await p.locator('.canvas [data-node^=approval]').first().boundingBox(); await p.mouse.click(box.x+box.width/2,box.y+20); await p.waitForTimeout(200);
await p.screenshot({path:'/tmp/l4.png'});
await p.locator('.pad-append .pad-item').first().click(); await p.waitForTimeout(300); console.log(await ids());
await p.keyboard.press('t'); await p.waitForTimeout(600);
await p.screenshot({path:'/tmp/l5.png'});
await p.keyboard.press('Control+z'); await p.waitForTimeout(200); await p.keyboard.press('Control+z'); await p.waitForTimeout(1500); console.log(await ids());
console.log(await p.locator('.save-state').innerText());
await p.screenshot({path:'/tmp/l6.png'});
await b.close();
