(()=>{const q=document.getElementById('q'),n=document.getElementById('all');if(!q)return;
const rows=[...document.querySelectorAll('[data-find]')];
q.addEventListener('input',()=>{const words=q.value.toLowerCase().split(/\s+/);let seen=0;
for(const row of rows){const hit=words.every(word=>row.dataset.find.includes(word));row.hidden=!hit;seen+=hit}
n.textContent=`${seen} of ${rows.length} partners shown`})})()
