"""How many different people say the same things, one table a meaning."""

from __future__ import annotations

YES = """
no changes, send it | no, nothing wrong with it, go ahead | No mistakes, please go on.
nope, nothing to change, submit | No, all correct. Send. | no corrections needed | there's nothing to change
I have no changes | nothing amiss, carry on | да, yes | good, then yes | yes, exactly that | yes, like that
Yes, I believe that's all of it. | yes please, off it goes | all good, go | aye, go on then | passt so, danke
is correct, please send | yes, is correct | yes, it is good | that's the one, yes
please send the request to the data protection officer | yes, you can send it now | Looks alright to me. Send it.
I confirm that everything above is correct. | everything as it should be, thanks | fine | perfect, thank you | 👍🏽
ok, file it please | okay dokay | yes, delete it all | yes I'm sure | sure, I'm happy with that, go for it
ja, stimmt so | oui, c'est correct | tout est correct, oui | sí, correcto | that's me and that's right
right, send it | Can you send it now please? | yes, that's what I want | confirmed. please proceed with the request.
it's all there, yes | agreed, go | Yep. All of that's right. | Yes, everything is correct. Thanks for your help!
yes, thank you, that's right, please file it | YES PLEASE | yes!! finally | I approve | no no, it's right, send it
yes, just delete it | it's fine, send it | all fine, please submit
Yes, that's everything, please go ahead and file it | yup looks good | that looks right, thanks
I've checked it, all correct | ok that's good | yes I want that | yes I would like you to send it | Yes. Please.
yess | that all looks fine to me | go for it | submit it please, thank you | you may proceed | let's do it
Everything is in order. Please send it to your officer. | The summary is correct. | the details are correct, yes
yes, do it | of course, yes | yes go on | Correct. File it. | no errors, submit
no, I don't want to change anything, send it | nothing needs changing | no, leave it as it is and send it
don't change anything, it's right | it's right as it stands | I'm fine with this | works for me
very good, thank you | yes, that is me | Okay, I agree | that's perfect | Yes, please delete everything
yes, erase my data please | ok do it then | sure thing, send | Sounds right. Yes. | confirm
I hereby confirm the request | kindly do the needful, sir | please process my request | please proceed further
"""
NO_YES = """
no | no! | no, something is off | that's not right | hmm no | not yet | wait
it's all correct, but I don't want to send it after all | yes, it's right, but I've changed my mind
looks fine but hold off for now | yes but not now | no, not today | no, as I said | no, haha
everything is right but no, don't | please don't send it yet
"""
NO_YES_TO_THIS = """
ok, one moment | ok let me read it | okay, I am still reading | good, give me a minute | yes in a week | yes, tomorrow
yes once my brother agrees | yes as long as it is free | yes provided nobody else sees it | yes after my birthday
I'll send it | I'll do it | let me do it | I will post it | can I do it | I need to go | do it yourself | go to hell
send it to my mother | send it to the police | fine by him | I am ready to leave | well done | good night | go away
yes, this is a scam | yes I hate you | sure, in your dreams | sure, my lawyer will call you | yes, everything is false
yes and my wife's data | yes, for my son | ok perfect, I am his son | yes it is about my mother | right to erasure
yes there is an error | yes the date is missing | ok it has a mistake | great, the name is missing an e
yes, send me a copy | yes keep my data | ok explain | yes please tell me more | he said yes | yes, restrict it
ok, delete the request | yes please delete the request | ok remove my request
"""
LEFT_AT_SUMMARY = """
all correct, only I'd rather not after all | the details are right but please don't file it
it's right, but I no longer want it | correct, but I'll do it myself by post | yes yes, but forget it
it looks right, but let's leave it | everything's in order, still, I'd rather leave it be
yes that's right, however please cancel it | hmm, correct, but on second thoughts leave it
that's right, but my husband says I should wait. Cancel it. | no, don't send anything | no, drop the whole thing
no, it's done already | not now, thanks | I said leave it, I'm writing to them myself
no thanks, I only wanted to know how it works | no thank you, that's all I wanted to know
no, it was a hypothetical question | no! I was only asking | hang on, scrap that, I quite like the newsletter
don't delete it after all | please don't delete my data, I've changed my mind | keep my data | please cancel
yes, cancel | yes it's right but I don't want it any more | it's fine, but please don't send it
I'd rather not send this | sorry, I won't go through with this | No. I've decided to keep my account
I don't want this sent | all right as it stands but I've decided against sending it
yes, all that is right, but I won't be sending it | ok, but actually I'd like to leave it
everything correct, but let's not | Correct, but no thank you | that's right, but no
I was only trying this out, please don't file it
"""
ASKED_AT_SUMMARY = """
and this goes to the data protection officer and nobody else?
before I say yes: what is the effective date of your policy?
one thing first: do your cookies have my password in them? | yes, but how long will it take? | who will read this?
will my name be shared with others? | ok and what happens after that? | sounds good. What does it cost?
is there anything I have to pay? | and then? | when will I hear from you? | so nobody else gets to see this?
does this cost me anything? | correct, but who gets it? | how do I know it arrived?
yes, and will I get a copy of this? | hold on, do you share that with your US office?
is my e-mail address used for anything else?
"""
LEFT_BEFORE = """
actually, forget it | cancel please | you know what, never mind, my wife has rung you about it already
I'm not asking for it now, I only want to know how it works | no need, I only wanted to know
it's hypothetical, I'm not asking for that | haha, only joking | no, no, I was only asking
no name, I was only asking | no, I said. Leave it be. | forget it, I'm not giving my e-mail to a robot
no e-mail. I'll send a letter instead, leave it | I've changed my mind, leave things as they are
hmm, I'd rather sleep on it. Don't do anything for now. | not needed, I was only asking
I'm not asking for anything | no, I was joking | on second thoughts, no | stop. I don't want to do this any more
that's too much hassle, I'll phone you instead | let me think it over, I'll come back
sorry, I didn't want to start a request | please disregard my request | I was just testing
it's been sorted already | don't delete it after all | Sorry, I've decided against it
I take that back, keep my data
"""
LEFT_AT_DETAILS = """
cancel it then | forget it | leave it, I'll write to them | never mind
hmm, I'd rather sleep on it. Don't do anything for now. | I've changed my mind, don't file it
actually, please cancel my request | stop, I don't want this any more | actually no, cancel this | let's drop it
I take it all back | please forget the whole thing
"""
NOTHING_TO_ADD = """
no | nothing else | no, that is all | nothing to add | no, nothing more to say | not really, no
No further details, thanks | I don't think so | I have nothing to add | that's everything | nope that's it
no idea, sorry | can't think of anything | you have it all already | no thanks | nothing | no, nothing comes to mind
nah that's all | nothing special | I don't know | no more | Not that I'm aware of | none, sorry
No, I think that is all. | no, you have everything | that should be enough | No, that should do
nothing further, thank you
"""
DETAILS = """
I changed my mind about the job in 2019 and you kept my CV
I cancelled an order with you in 2021 and that's when the brochures started
none of your business, you've got the files, look me up yourselves
I no longer work with you, my contract was cancelled in 2018 | I asked you to stop it in May, you didn't
My old address was 40 Station Road | as I wrote: reviewer, 2011 to 2014. | I sent you a cancelled cheque in 2004
I stopped working for you in 2012 | You wrote to me twice. Who gave you my name? | I only wanted a quote in 2020
Please don't delete my invoices before March | I was told to forget it, but it matters to me
My brother works with you, please don't mix us up | please do not send it by post | don't send it to my work address
I told you to cancel it | I asked you to forget it, you didn't | you can drop it at my door | I had to forget it
please don't do anything with it before May | I was only asking for a quote when you signed me up
"""
NAME_PUT_RIGHT = """
the surname has an e at the end: Quaye. The rest is fine | it's Quaye with an e, otherwise all good
everything right except the surname, Quaye | there's an e missing in my name: Quaye | my last name is spelled Quaye
Quaye not Quay, otherwise fine | Name's wrong, should be Abena Quaye | You've got my name wrong. Quaye.
almost: the name is Abena Quaye | yes but my surname is Quaye | I wrote Quay but I meant Quaye | not Quay but Quaye
sorry, typo in the surname, it's Quaye | Please correct the name to Abena Quaye, then send it
Quaye with an e at the end please. Rest okay. | please spell the surname Quaye | the family name needs an e: Quaye
my name is Quaye, not Quay; all else is correct | I've misspelt my surname - it is Quaye
there is one letter missing in the name (Quaye) | surname: Quaye | correct, except that it's Quaye
It should say Quaye | It's spelled Q-u-a-y-e: Quaye
"""
NAME_CHANGED = """
my surname is Mensah now, I got married | the last name should be Mensah, not Quay | please change Quay to Mensah
the surname is wrong, it's Mensah | my surname's Mensah. The rest is right. | I go by Abena Mensah these days
use my married name, Abena Mensah
"""
FIRST_NAME_PUT_RIGHT = """
first name is Abina | it's Abina, with an i | the first name should be Abina, the rest is fine
my first name has an i: Abina
"""
MIDDLE_NAME_ADDED = """
my middle name is missing: Afua | please put my full name, Abena Afua Quay
"""
NOT_SO = """
I am not Abena | I'm not Abena Quay | why not Abena | that's not Quay | surely not Quay | not Abena I think
I mean not Quay | it was not 2018 | it is not 2018 | please not 2018
"""
ADDRESS_PUT_RIGHT = """
everything's right except the e-mail, please use a.quay@example.net | wrong address, it's a.quay@example.net
a.quay@example.net please, abena@example.org is an old one | could you use a.quay@example.net instead?
Change the e-mail to a.quay@example.net and send it | email should end in .net: a.quay@example.net
the mail address has a typo, a.quay@example.net is right | all fine but send the code to a.quay@example.net
not abena@example.org! a.quay@example.net
"""
COPY_INSTEAD = """
hang on, I've thought again: not deletion. I want a copy sent to me instead. | actually I'd like a copy instead
don't delete it, just send me a copy | oh no, not delete! I meant a copy | I didn't ask for deletion, I want a copy
please change it to a copy of my data
"""
BLOCK_INSTEAD = """
don't delete it, keep it but stop using it | rather than deleting it, freeze it
no deletion please, lock it instead | on reflection, don't erase it, just restrict it
I'd prefer you not to delete it but to stop using it
"""
ONLY_COPY = """
leave the deleting out, I only want the copy | not the deletion, just the copy
don't delete anything, only the copy please | drop the deletion | yes, but without the deletion
I only want the copy | the copy is enough, no need to delete anything | please keep my data, just send me the copy
take the deletion out please | no deletion after all, just the copy | remove the erasure part, I only need the copy
scratch the deletion, keep the rest | the copy only please | only send me the copy, don't delete
can you leave out the deletion? | everything's right but please without deleting
I changed my mind about the deletion, the rest is fine
"""
ONLY_DELETION = """
I don't need the copy, just delete it | skip the copy | forget the copy | only deletion
actually I don't want a copy, just delete | no copy needed | the copy is not necessary
"""
NAMED = """
It's Ulrike Strasser | Ulrike Strasser, as I said | Ulrike Strasser, as signed above | as I wrote, Ulrike Strasser
Ulrike Strasser (she/her) | first name Ulrike, last name Strasser | Surname: Strasser, first name: Ulrike
Name: Ulrike Strasser Email: u@strasser.example.org | OK. Ulrike Strasser | sure, my name is Ulrike Strasser
I'm Ulrike Strasser | hi, Ulrike Strasser here | The name's Ulrike Strasser. | My name: Ulrike Strasser
Ulrike Strasser is my name | Ulrike Strasser - thanks | Ulrike Strasser 🙂 | yes of course: Ulrike Strasser
Okay, it's Ulrike Strasser | I already told you, Ulrike Strasser | Ulrike Strasser and the mail is u@s.example.org
Ulrike Strasser, u@s.example.org | ich heiße Ulrike Strasser | je m'appelle Ulrike Strasser
Ulrike Strasser (that's my maiden name)
"""
SECOND_ADDRESS = """
k.lindqvist@example.com, no wait, use the other one: karin@lindqvist.example.net
karin@lindqvist.example.net, not k.lindqvist@example.com
karin@lindqvist.example.net (k.lindqvist@example.com no longer works)
my old one was k.lindqvist@example.com, now it's karin@lindqvist.example.net
Please use karin@lindqvist.example.net, the old address k.lindqvist@example.com is dead
use karin@lindqvist.example.net, k.lindqvist@example.com is misspelt
k.lindqvist@example.com... sorry, karin@lindqvist.example.net
write to karin@lindqvist.example.net and don't use k.lindqvist@example.com | mailto:karin@lindqvist.example.net
karin@lindqvist.example.net. Why do you need it? | I'll write to you from karin@lindqvist.example.net
my old one is too complicated, use karin@lindqvist.example.net | I may be back late, karin@lindqvist.example.net
"""
NEW_ADDRESS_AT_CODE = """
nothing has arrived. I gave you an old address, please use nell@harcourt.example.net
I can't get at that mailbox any more, send it to nell@harcourt.example.net
wrong address! nell@harcourt.example.net | use nell@harcourt.example.net instead
"""
NO_MAILBOX = """
the address is wrong | I made a typo in my e-mail | I gave you the wrong e-mail address
I don't have access to that mailbox any more | I mistyped my address | that mailbox is closed
I can't open that inbox any more
"""
NO_CODE = """
nothing in my inbox | no mail so far | send it again please | I haven't received anything | it's expired
the code never came | no e-mail yet, could you resend it? | I deleted it by mistake | can I have a new one?
it says the code is too old
"""
LEFT_AT_CODE = """
stop, I don't want this any more | on second thoughts, don't file anything. Keep the photos
no, I've changed my mind | forget it, too complicated | cancel | I don't want to continue
please withdraw the request | no, leave it, I changed my mind | actually, don't send it to anyone
"""
NO_NAMES = """
I changed my mind about the job | I have cancelled my credit card | i worked for you in May
"""
NAMES = """
I Wayan Sudana | Abdul-Rahman al-Hassan ibn Yusuf | Ana | Anna-Lena O'Hara | Can Yılmaz | Do Thi Ha | Dr Petra Lind-Öst
Fabia Cancellara | Grace O. Adeyemi | Henry Moss III | Idris ap Rhys | José Luis de la Cruz | Lt. Col. Henry Moss
May Chen | My Linh Tran | Nguyễn Thị Vinh | Will Smith | Γιώργος Παππάς | محمد علي | 佐藤 花子 | ULRIKE STRASSER
"""  # noqa: RUF001 - a Turkish i
