//! Silhouettes of outdoor gear on an 800 by 800 stage, standing on y = 650. `url(#body)` is the stage's gradient.

/// The silhouette of a name, with one accent colour.
pub(super) fn draw(shape: &str, accent: &str) -> String {
    let parts = match shape {
        "shoe" => SHOE,
        "boot" => BOOT,
        "pack" => PACK,
        "tent" => TENT,
        "jacket" => JACKET,
        "shirt" => SHIRT,
        "shorts" => SHORTS,
        "bottle" => BOTTLE,
        "mug" => MUG,
        "pot" => POT,
        "stove" => STOVE,
        "lamp" => LAMP,
        "cap" => CAP,
        "sock" => SOCK,
        "glove" => GLOVE,
        "poles" => POLES,
        "pad" => PAD,
        "hammock" => HAMMOCK,
        "book" => BOOK,
        _ => BAG,
    };
    parts.replace("ACCENT", accent)
}

const SHOE: &str = "<path fill='url(#body)' d='M168 470 C170 440 196 420 226 428 C262 440 286 432 306 402 C318 384 344 384 358 400 \
    L440 482 C484 512 560 516 604 540 C636 558 646 580 646 606 H168 C160 560 162 512 168 470Z'/>\
    <path fill='ACCENT' d='M160 606 H652 C654 634 640 650 612 650 H196 C170 650 158 634 160 606Z'/>\
    <path d='M356 440 L410 420 M388 470 L440 450 M420 500 L470 482' stroke='#fff' stroke-width='12' stroke-linecap='round'/>\
    <path d='M200 540 C300 560 380 560 470 548' stroke='#fff' stroke-opacity='.5' stroke-width='10' fill='none'/>";

const BOOT: &str = "<path fill='url(#body)' d='M232 250 C290 236 352 236 406 250 L420 430 C470 470 560 474 604 506 C632 528 640 566 640 596 \
    H226 C212 520 240 400 232 250Z'/>\
    <path fill='ACCENT' d='M214 596 H648 V626 C648 642 638 650 622 650 H238 C222 650 214 640 214 624Z'/>\
    <rect x='222' y='232' width='194' height='40' rx='18' fill='ACCENT'/>\
    <path d='M330 320 L412 312 M334 366 L416 358 M340 412 L424 408 M366 456 L450 448' stroke='#fff' stroke-width='12' \
    stroke-linecap='round'/>";

const PACK: &str = "<path d='M330 236 C330 180 470 180 470 236' stroke='ACCENT' stroke-width='22' fill='none'/>\
    <path fill='url(#body)' d='M268 300 C268 232 532 232 532 300 L556 600 C556 634 536 650 506 650 H294 C264 650 244 634 244 600Z'/>\
    <rect x='290' y='450' width='220' height='150' rx='26' fill='#fff' opacity='.18'/>\
    <path d='M290 486 H510' stroke='ACCENT' stroke-width='12' stroke-linecap='round'/>\
    <path d='M270 372 C340 402 460 402 530 372' stroke='#fff' stroke-opacity='.55' stroke-width='10' fill='none'/>\
    <rect x='380' y='366' width='40' height='60' rx='12' fill='ACCENT'/>";

const TENT: &str = "<path fill='url(#body)' d='M120 650 C210 520 300 380 400 262 C500 380 590 520 680 650Z'/>\
    <path fill='ACCENT' d='M400 262 C350 400 318 520 308 650 H492 C482 520 450 400 400 262Z'/>\
    <path fill='#000' opacity='.28' d='M400 330 C384 440 372 540 368 650 H432 C428 540 416 440 400 330Z'/>\
    <path d='M400 262 V226 M160 592 L92 650 M640 592 L708 650' stroke='#fff' stroke-width='9' stroke-linecap='round'/>";

const JACKET: &str = "<path fill='url(#body)' d='M330 236 C360 210 440 210 470 236 L560 282 C600 320 616 470 622 590 L552 602 L526 430 V650 H274 V430 \
    L248 602 L178 590 C184 470 200 320 240 282Z'/>\
    <path fill='#000' opacity='.2' d='M338 240 C352 300 448 300 462 240 C440 222 360 222 338 240Z'/>\
    <path d='M400 288 V650' stroke='ACCENT' stroke-width='12'/>\
    <path d='M306 500 L352 540 M494 500 L448 540' stroke='#fff' stroke-opacity='.7' stroke-width='10' stroke-linecap='round'/>\
    <rect x='440' y='350' width='54' height='18' rx='9' fill='ACCENT'/>";

const SHIRT: &str = "<path fill='url(#body)' d='M322 260 C352 290 448 290 478 260 L580 306 L632 430 L556 466 L528 418 V650 H272 V418 L244 466 L168 430 \
    L220 306Z'/><path d='M322 260 C352 304 448 304 478 260' stroke='ACCENT' stroke-width='16' fill='none'/>\
    <path d='M272 590 H528' stroke='#fff' stroke-opacity='.45' stroke-width='10'/>";

const SHORTS: &str = "<path fill='url(#body)' d='M262 300 H538 L592 620 C596 640 586 650 566 650 H450 C436 650 428 642 424 628 L400 500 L376 628 \
    C372 642 364 650 350 650 H234 C214 650 204 640 208 620Z'/><rect x='256' y='276' width='288' height='52' rx='16' fill='ACCENT'/>\
    <path d='M400 330 V430 M286 356 C292 400 276 430 250 446 M514 356 C508 400 524 430 550 446' stroke='#fff' stroke-opacity='.55' \
    stroke-width='10' fill='none' stroke-linecap='round'/>";

const BOTTLE: &str = "<rect x='352' y='200' width='96' height='70' rx='16' fill='ACCENT'/>\
    <path fill='url(#body)' d='M340 284 H460 C500 312 514 348 514 396 V606 C514 636 496 650 468 650 H332 C304 650 286 636 286 606 V396 \
    C286 348 300 312 340 284Z'/><rect x='286' y='430' width='228' height='92' fill='#fff' opacity='.2'/>\
    <path d='M326 380 V600' stroke='#fff' stroke-opacity='.5' stroke-width='14' stroke-linecap='round'/>";

const MUG: &str = "<path d='M526 420 C620 410 626 560 520 560' stroke='url(#body)' stroke-width='34' fill='none'/>\
    <path fill='url(#body)' d='M252 360 H540 L524 616 C522 640 506 650 484 650 H308 C286 650 270 640 268 616Z'/>\
    <rect x='244' y='344' width='304' height='32' rx='16' fill='ACCENT'/>\
    <path d='M340 310 C320 270 372 256 350 214 M430 310 C410 270 462 256 440 214' stroke='#fff' stroke-width='14' \
    stroke-linecap='round' fill='none' opacity='.8'/>";

const POT: &str = "<path fill='url(#body)' d='M230 400 H570 V590 C570 632 546 650 510 650 H290 C254 650 230 632 230 590Z'/>\
    <path fill='ACCENT' d='M210 372 H590 C600 372 604 400 590 404 H210 C196 400 200 372 210 372Z'/>\
    <path fill='url(#body)' d='M270 366 C300 310 500 310 530 366Z'/><circle cx='400' cy='308' r='20' fill='ACCENT'/>\
    <path d='M570 460 H690' stroke='url(#body)' stroke-width='26' stroke-linecap='round'/>\
    <path d='M270 460 V590' stroke='#fff' stroke-opacity='.5' stroke-width='14' stroke-linecap='round'/>";

const STOVE: &str = "<path fill='url(#body)' d='M290 520 C290 490 510 490 510 520 V600 C510 640 480 650 400 650 S290 640 290 600Z'/>\
    <path d='M400 500 V410 M400 430 L280 370 V338 M400 430 L520 370 V338' stroke='ACCENT' stroke-width='20' fill='none' \
    stroke-linecap='round' stroke-linejoin='round'/>\
    <path fill='ACCENT' d='M400 220 C450 280 446 330 400 340 C354 330 350 280 400 220Z'/>\
    <path fill='#fff' opacity='.8' d='M400 272 C422 300 420 324 400 330 C380 324 378 300 400 272Z'/>";

const LAMP: &str = "<path d='M200 480 C200 300 600 300 600 480' stroke='url(#body)' stroke-width='44' fill='none'/>\
    <path d='M200 480 C200 560 600 560 600 480' stroke='ACCENT' stroke-width='30' fill='none' opacity='.8'/>\
    <rect x='310' y='470' width='180' height='140' rx='40' fill='url(#body)'/><circle cx='400' cy='540' r='50' fill='#fff'/>\
    <circle cx='400' cy='540' r='28' fill='ACCENT'/>\
    <path d='M400 620 L330 700 M400 620 L470 700' stroke='#fff' stroke-width='10' opacity='.6' stroke-linecap='round'/>";

const CAP: &str = "<path fill='url(#body)' d='M220 560 C216 380 320 300 410 300 C510 300 584 390 588 540 L590 560Z'/>\
    <path fill='ACCENT' d='M210 552 H594 C660 566 706 596 716 626 C640 640 560 608 470 606 H236 C212 606 204 566 210 552Z'/>\
    <circle cx='408' cy='298' r='16' fill='ACCENT'/>\
    <path d='M408 314 C360 400 350 480 352 550' stroke='#fff' stroke-opacity='.45' stroke-width='9' fill='none'/>";

const SOCK: &str = "<path fill='url(#body)' d='M300 210 H450 L456 430 C520 480 600 520 610 580 C616 630 580 650 530 650 H400 C330 650 290 590 292 500Z'/>\
    <rect x='292' y='200' width='166' height='62' rx='20' fill='ACCENT'/>\
    <path fill='ACCENT' d='M556 520 C590 540 610 560 610 590 C610 630 580 650 536 650 C520 610 530 560 556 520Z'/>\
    <path d='M300 320 H452 M300 360 H454' stroke='#fff' stroke-opacity='.6' stroke-width='12'/>";

const GLOVE: &str = "<path fill='url(#body)' d='M290 650 V480 L226 400 C210 372 250 340 274 366 L320 416 L316 260 C316 222 372 222 374 260 L382 390 \
    L390 226 C392 190 446 190 448 228 L446 394 L470 256 C476 220 530 228 526 264 L508 404 L540 330 C554 298 602 318 590 352 L530 520 \
    V650Z'/><rect x='280' y='590' width='262' height='60' rx='16' fill='ACCENT'/>";

const POLES: &str = "<path d='M300 210 L236 640 M500 210 L564 640' stroke='url(#body)' stroke-width='20' stroke-linecap='round'/>\
    <path d='M306 180 L292 290 M494 180 L508 290' stroke='ACCENT' stroke-width='40' stroke-linecap='round'/>\
    <path d='M196 606 H286 M514 606 H604' stroke='ACCENT' stroke-width='18' stroke-linecap='round'/>\
    <path d='M306 180 C240 200 250 300 292 300 M494 180 C560 200 550 300 508 300' stroke='#fff' stroke-width='9' fill='none' opacity='.8'/>";

const PAD: &str = "<rect x='210' y='300' width='380' height='350' rx='60' fill='url(#body)'/>\
    <path d='M290 320 V632 M370 320 V632 M450 320 V632 M530 320 V632' stroke='#fff' stroke-opacity='.4' stroke-width='14' stroke-linecap='round'/>\
    <rect x='240' y='330' width='320' height='84' rx='40' fill='ACCENT' opacity='.85'/>";

const HAMMOCK: &str = "<path d='M150 220 V650 M650 220 V650' stroke='ACCENT' stroke-width='26' stroke-linecap='round'/>\
    <path d='M150 300 L220 360 M650 300 L580 360' stroke='#fff' stroke-width='10'/>\
    <path fill='url(#body)' d='M214 350 C270 620 530 620 586 350 C540 480 260 480 214 350Z'/>\
    <path d='M250 430 C320 560 480 560 550 430' stroke='#fff' stroke-opacity='.5' stroke-width='10' fill='none'/>";

const BOOK: &str = "<path fill='url(#body)' d='M250 240 H560 V650 H250 C226 650 220 630 220 612 V278 C220 252 232 240 250 240Z'/>\
    <path fill='#fff' opacity='.85' d='M240 610 H560 V640 H240Z'/><rect x='500' y='240' width='26' height='410' fill='ACCENT'/>\
    <path d='M290 330 H450 M290 372 H420' stroke='#fff' stroke-width='14' stroke-linecap='round'/>\
    <path d='M590 260 L640 600 L630 640 L612 606Z' fill='ACCENT'/>";

const BAG: &str = "<path fill='url(#body)' d='M250 330 C300 290 500 290 550 330 C596 420 590 560 560 620 C540 650 260 650 240 620 C210 560 204 420 250 330Z'/>\
    <path d='M290 310 C300 250 500 250 510 310' stroke='ACCENT' stroke-width='26' fill='none' stroke-linecap='round'/>\
    <path d='M232 460 H568' stroke='#fff' stroke-opacity='.5' stroke-width='12'/>\
    <rect x='360' y='440' width='80' height='44' rx='14' fill='ACCENT'/>";
