import{Vt as e}from"./patient-BR7cYQHb.js";var t={texts:{988:`988`,"Since your treatment, is any of this new or worse?":`Desde su tratamiento, ¿algo de esto es nuevo o está peor?`,"If you are worried, don't wait for us.":`Si está preocupado, no nos espere.`,"Get help now":`Busque ayuda ahora`,"Get medical help today":`Busque ayuda médica hoy`,"We tell your practitioner":`Avisamos a su terapeuta`,"Common after treatment":`Habitual después del tratamiento`,"Peeing, pooing and private parts":`Orinar, hacer de vientre y partes íntimas`,"Legs, arms and balance":`Piernas, brazos y equilibrio`,"Chest and breathing":`Pecho y respiración`,"Head, eyes and speech":`Cabeza, ojos y habla`,"Swelling, bleeding and other serious signs":`Hinchazón, sangrado y otras señales graves`,"Infection and skin":`Infección y piel`,"Nerves, head and heart":`Nervios, cabeza y corazón`,"How the pain has changed":`Cómo ha cambiado el dolor`,"Other things to tell us":`Otras cosas que contarnos`,"I can't pee, it is hard to start, or I can't feel it when I pee":`No puedo orinar, me cuesta empezar o no noto cuando orino`,"I leak pee, or I can't tell when I need to go":`Se me escapa la orina o no noto cuándo tengo ganas`,"I can't hold my poo in, or can't feel it when I go":`No puedo aguantar las heces o no noto cuando hago de vientre`,"Numb or tingly between my legs, or round my bottom or private parts. Wiping feels different":`Tengo dormida o con hormigueo la zona entre las piernas, alrededor del ano o de los genitales. Al limpiarme noto algo distinto`,"Sex feels numb, or I have new trouble getting hard or coming":`No siento en las relaciones sexuales, o tengo problemas nuevos de erección o de orgasmo`,"Pain, tingling, numbness or weakness in BOTH legs":`Dolor, hormigueo, adormecimiento o debilidad en LAS DOS piernas`,"I suddenly can't stand up or walk":`De repente no puedo ponerme de pie o caminar`,"An arm or leg suddenly has hardly any strength, or I can't move it":`De repente un brazo o una pierna casi no tiene fuerza, o no puedo moverlo`,"My hands are clumsy and drop things, or I am wobbly when I walk":`Tengo las manos torpes y se me caen las cosas, o camino con inestabilidad`,"My legs gave way and I fell, but I did not faint":`Me fallaron las piernas y me caí, pero no me desmayé`,"I am short of breath":`Me falta el aire`,"New pain in my chest, or a sharp pain when I breathe in":`Dolor nuevo en el pecho, o un dolor agudo al tomar aire`,"I am coughing up blood":`Toso sangre`,"My face has dropped on one side":`Se me ha caído un lado de la cara`,"My speech is slurred or I can't find words":`Hablo con dificultad o no encuentro las palabras`,"One side of my face or body is weak or numb":`Tengo un lado de la cara o del cuerpo débil o dormido`,"I see double, or I have lost some sight":`Veo doble o he perdido parte de la vista`,"It is suddenly hard to swallow":`De repente me cuesta tragar`,"A sudden, very bad headache, the worst I have had":`Un dolor de cabeza repentino y muy fuerte, el peor que he tenido`,"I had a fit (shaking and blacking out)":`Tuve una convulsión (sacudidas y pérdida del conocimiento)`,"I am very muddled, or very hard to wake (a friend can tick this)":`Estoy muy confuso, o cuesta mucho despertarme (puede marcarlo otra persona)`,"My lips, face, tongue or throat are swelling up":`Se me hinchan los labios, la cara, la lengua o la garganta`,"Bleeding that has not stopped after 10 minutes of pressing hard":`Un sangrado que no para después de 10 minutos apretando fuerte`,"I am pregnant and I am bleeding, my waters have gone, or I have regular tummy pains":`Estoy embarazada y sangro, he roto aguas o tengo dolores de vientre regulares`,"I feel like hurting myself or ending my life":`Pienso en hacerme daño o en quitarme la vida`,"A high temperature, or I feel hot and shivery":`Fiebre, o tengo calor y escalofríos`,"The skin where I was treated is getting redder and the red patch is growing":`La piel donde me trataron está cada vez más roja y la mancha crece`,"Pus or smelly fluid coming from where a needle went in":`Sale pus o líquido con mal olor de donde entró una aguja`,"The place I was treated is hot, swollen and more sore":`El lugar donde me trataron está caliente, hinchado y duele más`,"A joint has become hot, swollen and very sore":`Una articulación se ha puesto caliente, hinchada y muy dolorida`,"A burn or blister from moxa, cupping or a heat lamp":`Una quemadura o ampolla por moxa, ventosas o lámpara de calor`,"I think a needle was left in me or has broken off":`Creo que me quedó dentro una aguja o que se ha roto`,"An arm or leg is weaker than before":`Un brazo o una pierna está más débil que antes`,"New numbness or pins and needles in an arm, hand, leg or foot":`Adormecimiento u hormigueo nuevo en un brazo, una mano, una pierna o un pie`,"A bad headache, or a headache that won't go away":`Un dolor de cabeza fuerte, o que no se va`,"A new pain on one side of my neck or head that is not like any I have had before":`Un dolor nuevo en un lado del cuello o de la cabeza, distinto de cualquier otro que haya tenido`,"Dizzy or spinning for more than a day, or so dizzy I can't do things":`Mareo o vértigo de más de un día, o tan fuerte que no puedo hacer nada`,"I fainted after I left the clinic":`Me desmayé después de salir de la clínica`,"My heart is racing or jumping and won't settle":`El corazón me va muy rápido o a saltos y no se calma`,"Sharp or very bad pain, much worse than before treatment. I can hardly do anything":`Dolor agudo o muy fuerte, mucho peor que antes del tratamiento. Casi no puedo hacer nada`,"Pain that rest does not ease, or that is much worse at night":`Un dolor que no se calma con el reposo, o que es mucho peor de noche`,"The pain has spread to new parts of my body and is getting worse":`El dolor se ha extendido a otras partes del cuerpo y va a peor`,"A new lump on my back, or my back has changed shape":`Un bulto nuevo en la espalda, o la espalda ha cambiado de forma`,"Bad tummy pain that is not going away":`Un dolor de vientre fuerte que no se va`,"One calf is swollen, sore, warm or red":`Una pantorrilla está hinchada, dolorida, caliente o roja`,"An itchy rash all over (hives)":`Ronchas que pican por todo el cuerpo (urticaria)`,"I have lost weight without trying":`He perdido peso sin querer`,"I had a bad fall, crash or knock before or since treatment":`Tuve una caída, un choque o un golpe fuerte antes o después del tratamiento`,"A new shooting pain down an arm or leg":`Un dolor nuevo que baja como un latigazo por un brazo o una pierna`,"A big bruise, or one that is growing":`Un moratón grande, o que crece`,"A rash or itching where I was treated":`Sarpullido o picor donde me trataron`,"A muscle that keeps cramping or locking":`Un músculo que se acalambra o se bloquea una y otra vez`,"Spaced out or woozy in a way I did not like":`Me sentí ido o aturdido de una manera que no me gustó`,"Worn out for more than a day":`Agotamiento de más de un día`,"Feeling sick or being sick":`Náuseas o vómitos`,"Anxious, low or upset since treatment":`Ansiedad, tristeza o disgusto desde el tratamiento`,"I fainted or nearly fainted during treatment":`Me desmayé o casi me desmayé durante el tratamiento`,"Something else feels wrong":`Noto que otra cosa va mal`,"A bit sore where the needles went in":`Un poco dolorido donde entraron las agujas`,"Achy muscles":`Músculos doloridos`,Stiff:`Rigidez`,"A small bruise":`Un moratón pequeño`,"A drop of blood":`Una gota de sangre`,"My usual pain went up a little":`Mi dolor de siempre subió un poco`,"Tired or sleepy":`Cansancio o sueño`,"Light-headed for a short time":`Mareo ligero durante poco tiempo`,"A mild headache":`Un dolor de cabeza leve`,Relaxed:`Relajación`,"More energy":`Más energía`,"My jaw hurts when I chew":`Me duele la mandíbula al masticar`,"My scalp is sore to touch":`Me duele el cuero cabelludo al tocarlo`,"My skin is blotchy, very pale or blue":`Tengo la piel con manchas, muy pálida o azulada`,"I have not peed all day":`No he orinado en todo el día`,"My legs feel heavy or stiff":`Noto las piernas pesadas o rígidas`,"It hurts more when I breathe in":`Me duele más al tomar aire`,"I can't put weight on it":`No puedo apoyar el peso`,"Nerves at the bottom of your back may be squashed. This needs a scan today.":`Puede que haya nervios aplastados en la parte baja de la espalda. Hay que hacer una prueba de imagen hoy.`,"Tell them you had needles or treatment and where. A needle can, very rarely, let air out of a lung.":`Diga que le pusieron agujas o un tratamiento, y dónde. Muy rara vez, una aguja puede hacer que salga aire de un pulmón.`,"Tell them you had needles or treatment and where.":`Diga que le pusieron agujas o un tratamiento, y dónde.`,"Note the time it started.":`Apunte la hora en que empezó.`,"Someone should stay with you. If it is not known epilepsy, call an ambulance.":`Alguien debe quedarse con usted. Si no es una epilepsia conocida, llame a una ambulancia.`,"Use your adrenaline pen if you have one.":`Use su autoinyector de adrenalina si tiene uno.`,"Keep pressing on it.":`Siga apretando.`,"Call your maternity unit now.":`Llame ahora a su servicio de maternidad.`,"You are not alone. Call {emergency_number} or a crisis line now: {crisis_line}.":`No está solo. Llame ahora al {emergency_number} o a una línea de ayuda: {crisis_line}.`,"Tell them you had needles and where.":`Diga que le pusieron agujas, y dónde.`,"Draw round the red patch with a pen and note the time.":`Dibuje con un bolígrafo el borde de la mancha roja y apunte la hora.`,"Cool it under cool running water for 20 minutes. Do not pop blisters.":`Enfríela 20 minutos bajo agua corriente fresca. No reviente las ampollas.`,"Do not push or dig at it. Keep still if it is in your chest or neck and call {emergency_number}.":`No la empuje ni escarbe. Si está en el pecho o en el cuello, no se mueva y llame al {emergency_number}.`,"Do not drive.":`No conduzca.`,"Lie down with your legs up. Do not drive.":`Túmbese con las piernas en alto. No conduzca.`,"Do not rub it.":`No la frote.`,"Call {emergency_number} if you also feel faint, sick or short of breath.":`Llame al {emergency_number} si además se siente desfallecer, tiene náuseas o le falta el aire.`,"Book a GP visit this week.":`Pida cita con su médico esta semana.`,"Press on it. Call us today if you take blood thinners.":`Apriete encima. Llámenos hoy si toma anticoagulantes.`,"Do not drive until it has gone.":`No conduzca hasta que se le pase.`,"Do not drive if you feel sleepy.":`No conduzca si tiene sueño.`,"Sit or lie down. Do not drive until it has gone.":`Siéntese o túmbese. No conduzca hasta que se le pase.`,"You had needles near your lungs. A needle can, very rarely, let air out of a lung. Tell them that, and where.":`Le pusieron agujas cerca de los pulmones. Muy rara vez, una aguja puede hacer que salga aire de un pulmón. Dígalo, y diga dónde.`,"You had treatment on your neck or head. Tell them that. Note the time it started.":`Le trataron el cuello o la cabeza. Dígalo. Apunte la hora en que empezó.`,"A high temperature with a stiff neck, a bad headache or being muddled needs help now.":`Fiebre con cuello rígido, dolor de cabeza fuerte o confusión: necesita ayuda ahora.`,'Signs of infection with what else you ticked can mean sepsis. Say: "Could this be sepsis?"':`Señales de infección junto con lo demás que marcó pueden ser sepsis. Pregunte: «¿Puede ser sepsis?»`,"A high temperature with back or neck pain after needles can be an infection. Tell them you had needles and where.":`Fiebre con dolor de espalda o de cuello después de agujas puede ser una infección. Diga que le pusieron agujas, y dónde.`,"A high temperature with a red, hot or sorer place where you were treated can be an infection.":`Fiebre con la zona tratada roja, caliente o más dolorida puede ser una infección.`,"A hot, swollen joint can be an infection inside the joint. It should be looked at today.":`Una articulación caliente e hinchada puede tener una infección dentro. Hay que mirarla hoy.`,"A rash or swelling with what else you ticked can be a bad allergic reaction. Use your adrenaline pen if you have one.":`Ronchas o hinchazón junto con lo demás que marcó pueden ser una reacción alérgica grave. Use su autoinyector de adrenalina si tiene uno.`,"Fainting with what else you ticked, or fainting twice, needs help now. Lie down. Do not drive.":`Desmayarse junto con lo demás que marcó, o desmayarse dos veces, necesita ayuda ahora. Túmbese. No conduzca.`,"A swollen calf with trouble in your chest can be a blood clot. Do not rub the calf.":`Una pantorrilla hinchada con molestias en el pecho puede ser un coágulo de sangre. No frote la pantorrilla.`,"Nerves in your neck may be squashed. This needs a doctor now.":`Puede que haya nervios aplastados en el cuello. Tiene que verle un médico ahora.`,"Numbness or weakness that gets worse should be looked at today.":`Un adormecimiento o una debilidad que va a peor hay que mirarlo hoy.`,"You bleed easily or take blood thinners, so a big bruise should be looked at today. Press on it.":`Usted sangra con facilidad o toma anticoagulantes: hay que mirar hoy un moratón grande. Apriete encima.`,"Tell them about the sore jaw or scalp, and about any change in your sight.":`Cuente lo del dolor de mandíbula o de cuero cabelludo, y cualquier cambio en la vista.`,"Tell them about the pain at night or at rest, and about any weight loss or cancer you have had.":`Cuente lo del dolor de noche o en reposo, y si ha perdido peso o ha tenido cáncer.`,"Your pain has lasted and spread. Ask your doctor whether you should see a specialist.":`Su dolor ha durado y se ha extendido. Pregunte a su médico si debe verle un especialista.`,"Get help now.":`Busque ayuda ahora.`,"What you ticked can be serious.":`Lo que ha marcado puede ser grave.`,"Call {emergency_number} or go to {ed} now.":`Llame al {emergency_number} o vaya ahora a {ed}.`,"Don't drive yourself.":`No conduzca usted.`,"Don't wait for us to reply.":`No espere nuestra respuesta.`,'Say: "I had {treatment} on {body_area} on {date_time}."':`Diga: «Me hicieron {treatment} en {body_area} el {date_time}.»`,"We have told {practitioner} too.":`También hemos avisado a {practitioner}.`,"Get medical help today.":`Busque ayuda médica hoy.`,"Please {urgent_line} today.":`Hoy, por favor, {urgent_line}.`,"Tell them you had {treatment} on {body_area} on {date}.":`Diga que le hicieron {treatment} en {body_area} el {date}.`,"If it gets worse, or you feel very unwell, call {emergency_number}.":`Si empeora, o se siente muy mal, llame al {emergency_number}.`,"We have told {practitioner}.":`Hemos avisado a {practitioner}.`,"They will get back to you by {reply_by}.":`Le responderán antes de {reply_by}.`,"If it gets worse before then, open this app and log it, or call {clinic_phone}.":`Si empeora antes, abra esta aplicación y anótelo, o llame al {clinic_phone}.`,"This is common.":`Esto es habitual.`,"Tell us if it lasts longer or gets worse.":`Díganos si dura más o empeora.`,"{wording}: this should ease within {limit}.":`{wording}: debería aliviarse en {limit}.`,"Your pain is still up after 2 days.":`Su dolor sigue alto después de 2 días.`,"Most flares have settled by now.":`La mayoría de los brotes ya se han calmado a estas alturas.`,"Please tick below if you have any of these.":`Por favor, marque abajo si tiene algo de esto.`,"It is now 5 days.":`Ya son 5 días.`,"If you have not spoken to {practitioner}, please call them today.":`Si no ha hablado con {practitioner}, llame hoy, por favor.`,"If it is not getting better, see your GP or doctor.":`Si no mejora, vaya a su médico.`,"You can take your diary with you.":`Puede llevarse su diario.`,"1 day":`1 día`,"{n} days":`{n} días`,"It is common to ache more for up to 2 days. It should then get better.":`Es habitual que duela más hasta 2 días. Después debería mejorar.`,"Take it easy today. Move a little, often. Don't do hard exercise for 24 hours.":`Hoy, con calma. Muévase un poco, a menudo. No haga ejercicio fuerte en 24 horas.`,"You can go back to normal activity.":`Puede volver a su actividad normal.`,"Warmth helps many people. Use cold instead if the place is hot or swollen. Stop if it makes it worse.":`El calor ayuda a muchas personas. Use frío si el lugar está caliente o hinchado. Pare si empeora.`,"A warm pack for 15 minutes can ease tight muscles. Wrap it in a towel. Don't use it on numb skin.":`Una bolsa caliente durante 15 minutos puede aliviar los músculos tensos. Envuélvala en una toalla. No la use sobre piel dormida.`,"If it is hot or swollen, hold a wrapped cold pack on it for 10 minutes.":`Si está caliente o hinchado, ponga encima una bolsa fría envuelta durante 10 minutos.`,"A short walk or gentle stretch is good. Stop if pain shoots down an arm or leg.":`Un paseo corto o un estiramiento suave va bien. Pare si el dolor baja por un brazo o una pierna.`,"Drink water when you are thirsty.":`Beba agua cuando tenga sed.`,"Change position every 30 minutes.":`Cambie de postura cada 30 minutos.`,"You can use your usual painkiller. Read the packet. Don't take more than it says.":`Puede usar su calmante habitual. Lea el prospecto. No tome más de lo que dice.`,"Ask a pharmacist first if you take other pills or are pregnant. Ask too if your stomach, kidneys or heart are not well.":`Pregunte antes en la farmacia si toma otras pastillas o está embarazada. También si no está bien del estómago, de los riñones o del corazón.`,"A pain gel on the skin can help. Not on broken skin.":`Un gel para el dolor sobre la piel puede ayudar. No sobre piel con heridas.`,"You can use the patch or plaster your practitioner chose with you. Take it off if your skin itches.":`Puede usar el parche que eligió con su terapeuta. Quíteselo si le pica la piel.`,"Slow breathing or a warm bath can help you relax.":`Respirar despacio o un baño templado puede ayudarle a relajarse.`,"Slow breathing can help you relax.":`Respirar despacio puede ayudarle a relajarse.`,"Don't drive if you feel sleepy or dizzy.":`No conduzca si tiene sueño o mareo.`,"Talk to a doctor or pharmacist before you start any new treatment.":`Hable con un médico o un farmacéutico antes de empezar cualquier tratamiento nuevo.`,"the nearest emergency department":`las urgencias más cercanas`,"call your doctor or an urgent care service":`llame a su médico o a un servicio de urgencias`,"your local crisis line":`la línea de ayuda de su zona`,"A&E":`urgencias (A&E)`,"call NHS 111 or ask your GP surgery for an urgent appointment":`llame al NHS 111 o pida una cita urgente con su médico (GP)`,"Samaritans 116 123":`Samaritans 116 123`,"the emergency room":`urgencias (emergency room)`,"call your doctor's office now or go to urgent care":`llame ahora a su médico o vaya a un centro de urgencias (urgent care)`,head:`la cabeza`,jaw:`la mandíbula`,neck:`el cuello`,shoulder:`el hombro`,"upper back":`la parte alta de la espalda`,chest:`el pecho`,elbow:`el codo`,"wrist hand":`la muñeca o la mano`,arm:`el brazo`,"low back":`la zona lumbar`,abdomen:`el vientre`,buttock:`el glúteo`,hip:`la cadera`,leg:`la pierna`,knee:`la rodilla`,ankle:`el tobillo`,foot:`el pie`,acupuncture:`acupuntura`,"dry needling":`punción seca`,osteopathy:`osteopatía`,chiropractic:`quiropráctica`,"physio manual":`fisioterapia manual`,massage:`un masaje`,cupping:`ventosas`,moxibustion:`moxibustión`,"Nobody has been told: monitoring is off.":`No se ha avisado a nadie: el seguimiento está apagado.`,"the end of the next working day":`que termine el próximo día laborable`,"your clinic":`su clínica`,"Ebb compares your scores with what is expected after treatment and tells your practitioner when pain lasts or when you tick a warning sign. Nobody watches in real time. In an emergency, call the emergency number: do not wait for us.":`Ebb compara sus puntuaciones con lo esperado después del tratamiento y avisa a su terapeuta cuando el dolor dura o cuando usted marca una señal de alarma. Nadie vigila al momento. En una emergencia, llame al número de emergencias: no nos espere.`,"Ebb may remind you to write in your diary. Reminders never say what you wrote.":`Ebb puede recordarle que escriba en su diario. Los recordatorios nunca dicen lo que usted escribió.`,"Your clinic may count your results together with those of others, without your name, to see how treatments go.":`Su clínica puede contar sus resultados junto con los de otras personas, sin su nombre, para ver cómo van los tratamientos.`,"Your practitioner may send your diary to another doctor after you have seen and agreed to exactly that page.":`Su terapeuta puede enviar su diario a otro médico después de que usted haya visto exactamente esa página y esté de acuerdo.`,"This invitation is not valid any more. Ask your clinic for a new one.":`Esta invitación ya no es válida. Pida otra a su clínica.`,"That is not the birth date your clinic has for you. After five tries the invitation ends.":`No es la fecha de nacimiento que tiene su clínica. Después de cinco intentos, la invitación termina.`,"Show this to the doctor":`Enseñe esto al médico`,"New or worse since treatment":`Nuevo o peor desde el tratamiento`,Treatment:`Tratamiento`,"Pain, 0 to 10, newest first":`Dolor, de 0 a 10, primero lo último`,"Medicines taken":`Medicinas que tomó`,"Treated at":`Tratamiento en`,"On record at the clinic":`Anotado en la clínica`},reviewed:!1},n={"":`0
Ebb
Ir a la página
Algo va mal
Usted escribe por {name}: su dolor, no el de usted.
No tiene conexión. Puede seguir anotando.
Atrás
Cancelar
Intentar otra vez
No podemos conectar con el servidor. No se ha perdido nada. Inténtelo de nuevo en un minuto.
Este teléfono no ha podido guardarlo. Lo que escribió sigue aquí. Libere espacio, o cierre Ebb y vuelva a abrirlo.
Ebb no puede leer la memoria de este teléfono.
Volver a iniciar Ebb
Hay una versión nueva.
Actualizar ahora
Aquí no hay nada.
Páginas
Hoy
Mi curva
Diario
Ajustes
Vuelva a conectar este teléfono
El servidor de su clínica ya no reconoce este teléfono. Lo que escribió está a salvo aquí. Pida un código nuevo a su clínica.
Tengo un código nuevo
one={n} anotación espera para enviarse|many={n} de anotaciones esperan para enviarse|other={n} anotaciones esperan para enviarse
one={n} anotación necesita su atención|many={n} de anotaciones necesitan su atención|other={n} anotaciones necesitan su atención
Enviar ahora
¿Cuánto dolor ha tenido en las últimas 24 horas?
Piense en el promedio.
Guardar
Guardar {score} · {word}
Elija un número del 0 al 10
Guardado en este teléfono
Listo
Hemos guardado lo que empezó.
Sin puntuación
{score} de 10 · {word}
Cambiar mi puntuación
Hay una carta para usted
No se envía a nadie hasta que usted diga que sí.
Leerla
Nada de esto
one={n} marcado|many={n} de marcados|other={n} marcados
Díganos también
Abra una línea y marque lo que le pasa.
¿Marcó esto por error?
Sí, quitarlo
No, dejarlo
Su clínica todavía no lo sabe.
Su clínica todavía no lo sabe. Llame ahora.
No avisamos a su clínica.
Este teléfono no está conectado, así que no podemos avisar a su clínica.
Guardar y avisar a mi clínica
Llamar al {number}
Llamar a {line}
Llamar a su clínica
Enseñar esto al médico
Guardado en este teléfono {time}
Enviado a su clínica {time}
Enviado {time}. Su cambio espera para enviarse
Espera para enviarse a su clínica
No se pudo enviar
Visto por {name} {time}
No consta como visto
Nadie lo ha visto todavía. Si está preocupado, llame ahora.
Algo va mal
Si se siente muy mal, llame ahora. No hace falta que escriba antes.
Llamar al {number}
Si piensa en hacerse daño: {line}.
O marque lo que le pasa
Abra su diario
Su clínica le dio este enlace.
Anote su dolor con dos toques, también sin cobertura.
Vea qué es habitual después del tratamiento.
Si usted quiere, avisamos a su clínica cuando algo dura o parece grave.
El código de su clínica
10 letras y números. Da igual si usa mayúsculas o guiones.
Su fecha de nacimiento
Por ejemplo, 31 3 1957
Un momento…
Empezar
¿Sin código? Vuelva con su correo electrónico
Escriba el código de su clínica
Escriba su fecha de nacimiento, así: 31 3 1957
Este teléfono ya es de {name}.
Abrir mi diario
Conectarlo de nuevo
Ebb ha salido de este teléfono. Su acceso termina cuando el teléfono vuelva a tener conexión.
Hoy
Ayer
{day}, {time}
Idioma
Ningún médico ha revisado todavía esta traducción. Por eso el inglés está al lado.
Ver también el inglés
El servidor no pudo aceptar esta anotación: {detail} Está a salvo en este teléfono. Cámbiela o envíela otra vez.
Enviarla otra vez
Usted cambió esto en otro teléfono. ¿Con cuál se queda?
En este teléfono
En el otro teléfono
Quedarme con la de este teléfono
Quedarme con la otra
La última vez: {what}, {when}
Lo mismo otra vez: {score}
Deshacer
Una nota
Su clínica la lee en el diario, no al momento.
¿Cuándo fue?
Cualquier otro momento.
Elija un momento que ya haya pasado
¿Cómo está, comparado con justo antes del tratamiento?
Escribe esto de memoria, para {when}.
¿Dónde le duele?
Lado del cuerpo
Su izquierda
Su derecha
Toque la figura, o elija de la lista.
Elegir de una lista
(quitar)
¿Qué tomó para el dolor?
Medicina
Escriba el nombre de la medicina
Cuánto
Por ejemplo, 500 mg o 2 pastillas.
Añadirla
Esto es una nota para su clínica, no un consejo. Lea el prospecto.
Sin decir
El peor momento de las últimas 24 horas
Ahora mismo
¿Qué rigidez nota?
0 es ninguna rigidez. 10 es toda la que pueda imaginar.
0 es apenas nada. 10 es lo más fuerte que pueda imaginar.
Peor momento {score}
Ahora {score}
Rigidez {score}
Su semana: dolor {pain}, disfrute de la vida {enjoyment}, actividad general {activity}
Lo que le cuesta: {name}
¿Qué tal su semana?
0 es ningún dolor. 10 es el peor dolor que pueda imaginar.
0 es no interfiere. 10 es interfiere por completo.
Elija un número en las tres.
Una cosa que el dolor le hace difícil, con sus palabras
Nombre lo mismo cada semana.
¿Cuánto le costó esta semana?
Las tres primeras preguntas son el PEG (Krebs, 2009).
Una vez a la semana
Cuatro preguntas sobre su semana. Se tarda un minuto.
Contestar ahora
Ahora no
Saltar esta semana
Esfuerzo {score}
Dónde: {places}
Desde antes del tratamiento: {word}
Día normal: {word}
Tomó: {names}
Recibió ayuda {time}
Versiones anteriores
Podrá leerlas cuando tenga conexión.
Versión {n}, {when}
Usted
Su clínica, desde un archivo
en este teléfono
en su teléfono conectado {since}
Borrada.
one=Añadir 1 día de memoria|many=Añadir {n} de días de memoria|other=Añadir {n} días de memoria
Días sin anotar
¿Cuánto le dolió de promedio? Deje en blanco el día que no recuerde.
Todos los días de la última semana tienen su anotación.
Elija un número para un día, o vuelva atrás
one=Guardar {n} día|many=Guardar {n} de días|other=Guardar {n} días
Mi curva
Su curva empieza con su primer tratamiento.
Su curva todavía no está en este teléfono. Ábrala una vez con conexión.
Tratamiento
Tratamiento {number}, {date}
Datos de {when}.
¿Qué significan las franjas?
Las dibujamos con lo que sintieron personas como usted después del tratamiento. Muestran lo habitual, no lo que le pasará a usted.
No ha anotado ninguna puntuación desde este tratamiento.
Usted: {score} de 10, {when} después de su tratamiento.
La mayoría, en ese momento: de {low} a {high}.
La franja termina una semana después del tratamiento.
Su clínica puede verlo.
one={n} hora|many={n} de horas|other={n} horas
one={n} día|many={n} de días|other={n} días
Diario
Todavía no hay nada. Su primera puntuación empieza el diario.
Anotar una puntuación
one=1 día sin anotar|many={n} de días sin anotar|other={n} días sin anotar
Tratamiento: {what}
Abrir
Escrito más tarde
Nada nuevo ni peor
Su anotación
Esta anotación no está en este teléfono.
Borrar esta anotación
¿Borrar esta anotación? Su clínica conserva lo que ya se le dijo.
Sí, borrarla
Enseñe esto al médico
Tratamiento
{n} años
Nuevo o peor desde el tratamiento
Dijo «Nada de esto» a toda la lista de señales de alarma, {when}.
No hay nada anotado en este teléfono.
En este teléfono no hay ningún síntoma anotado.
lo está escribiendo ahora
desde {when}
Este teléfono no conoce ningún tratamiento.
Dolor, de 0 a 10, primero lo último
{score} ({when})
Medicinas que tomó
Tratamiento en
Del diario del propio paciente, {when}.
Como página (PDF)
Volver al consejo
Ya me han ayudado
Usted dijo que recibió ayuda, {when}. Su clínica puede leerlo.
Ya me ha visto un médico
Visto por un médico
¿Cuándo fue?
Elija un momento después de escribir esto
¿Qué le dijeron?
No hace falta que lo escriba.
Decírselo a mi clínica
Visto por un médico, {when}
Su clínica lo sabe. Si vuelve o empeora, márquelo otra vez.
Guardado en este teléfono. Se lo diremos a su clínica cuando tenga conexión.
El servidor no pudo aceptar esto
Después de su tratamiento
Los primeros 2 días
Es habitual que duela más. Muévase un poco, a menudo.
Después de 2 días
Anote su puntuación. Si sigue alta, avisamos a su clínica.
Anote su puntuación. Si sigue alta, llame a su clínica.
Después de 5 días
Si no está mejor, llame a su clínica o vaya a su médico.
En cualquier momento
Si nota que algo va mal, toque «Algo va mal».
Nadie vigila esto al momento. En una emergencia, llame al {number}.
Su último tratamiento: {when}.
Su clínica todavía no ha anotado ningún tratamiento.
Avisamos a su clínica si algo dura o parece grave
Avisamos a su clínica si algo dura o parece grave, hasta el {date}
No avisamos a su clínica
Su clínica no recibe nada de este teléfono. Conéctelo otra vez
Lo sabremos cuando tenga conexión
Una pregunta para usted sobre lo que Ebb puede hacer
Leer y responder
Usted nos contó esto
Ver el consejo otra vez
Un tratamiento se anotó por error
Su clínica anotó por error un tratamiento: {when}. Ya no está en su diario. Todo lo que usted escribió se conserva y no tiene que hacer nada.
Ya ha pasado
Sus puntuaciones han vuelto a donde estaban. Nos alegra verlo. Anote otra vez cuando quiera.
El primer día: con calma
Lo que puede ayudar
Más cosas que pueden ayudar
¿Le ayudaría un recordatorio?
Podemos recordarle que anote después de un tratamiento. Puede pararlo cuando quiera.
Sí, enséñeme cómo
No, gracias
Recordatorios
Preparar recordatorios
Como mucho dos al día después de un tratamiento, nunca de noche.
Ajustes
Este diario es de
Su clínica
Teléfono
Lo que usted permite
Podrá cambiarlo cuando tenga conexión.
Sí
No
Sin contestar
Contestado {when}, versión del texto {version}
Ya no avisaremos a su clínica, tampoco de señales de alarma. Le diremos a su clínica que usted lo ha parado.
Dejar de avisar a mi clínica
Mis cartas
Lo que su clínica contaría a otro médico. Usted lo ve primero.
Abrir mis cartas
Su último tratamiento fue hace mucho. A su clínica solo se le avisa de señales de alarma.
Su clínica está cerrada. Abre: {when}. Hasta entonces, sus anotaciones pueden esperar.
Quién ha mirado mi diario
Ver quién ha mirado
Personas que me ayudan a escribir
Ver quién me ayuda
Usted escribe como
Escrito por {name}
Ebb en su pantalla de inicio
Se abre con un toque. No es obligatorio: Ebb también funciona aquí.
Borrar mi diario
Su diario se va a borrar el {date}
Usted lo pidió. Todavía puede conservarlo. Sus respuestas en Ajustes vuelven a ser no.
Conservar mi diario
¿De qué tamaño quiere las letras?
Letras más claras
Otro tipo de letra, con más espacio entre las letras.
Teléfonos con su diario
Este teléfono
Otro teléfono o navegador
Desde el {since}. Usado por última vez {seen}.
Pidiéndolo a su clínica…
El servidor no respondió: nada ha cambiado. Inténtelo otra vez con conexión.
Desconectarlo
Ya no podrá leer ni escribir en su diario. Al conectarse se vacía; lo que no haya enviado se queda en él, bloqueado.
Sí, desconectarlo
Si ha perdido un teléfono, desconéctelo aquí.
Llévese su diario
Obtener mi diario como archivo
Quien tenga el archivo puede leerlo. Guárdelo donde guarda las cartas de su médico.
Preparando el archivo…
No podemos conectar con el servidor. La tabla funciona sin él.
No se pudo hacer el archivo. {detail}
Hacer el archivo
Su archivo está listo
Hecho en este teléfono, con los últimos 90 días.
Guardar el archivo
Compartirlo
Quitar Ebb de este teléfono
Su diario se queda en su clínica. Para volver necesita un código nuevo.
one={n} anotación no se ha enviado. Si quita Ebb ahora, se pierde.|many={n} de anotaciones no se han enviado. Si quita Ebb ahora, se pierden.|other={n} anotaciones no se han enviado. Si quita Ebb ahora, se pierden.
one=Quitar Ebb y perder {n} anotación|many=Quitar Ebb y perder {n} de anotaciones|other=Quitar Ebb y perder {n} anotaciones
También puede guardarlas aquí, bajo llave. Se envían cuando usted vuelva a empezar en este teléfono.
Guardarlas aquí, bajo llave
Ebb está saliendo de este teléfono…
Volver con el bloqueo de su teléfono
Antes de empezar
Hola, {name}. Este diario es de {clinic}.
Versión del texto: {version}
Sé que nadie vigila esto todo el tiempo. En una emergencia llamo al {number}.
Marque que lo ha leído
Estoy de acuerdo
No, no avisen a mi clínica
Si dice que no, puede anotar igual. Puede cambiar de idea en Ajustes.
Pidiendo el texto a su clínica…
{name} no tiene edad para aceptar a solas. Aquí acepta su madre, su padre o su tutor. «Usted» es {name}.
Hasta ahora otra persona respondía por usted. Ahora decide usted.
Acepto en nombre de {name}, que no puede
¿Quién es usted?
Elija quién es usted
Su propio nombre
Escriba su propio nombre
Acepto en nombre de {name}
Ninguno si ya ha anotado.
Nunca dicen lo que usted escribió.
Sí, recuérdenmelo
No me lo recuerden más
Recibe recordatorios
El próximo: {when}, si no ha anotado antes.
Ahora no hay ninguno previsto. Empiezan después de su próximo tratamiento.
En pausa hasta el {date}
Pausa de una semana
Volver a recordármelo
En este teléfono
Este teléfono le muestra los recordatorios.
Su teléfono le preguntará si Ebb puede enviarle avisos. Diga que sí.
Su teléfono no deja que Ebb envíe avisos. Puede cambiarlo en los ajustes del teléfono. O use el correo electrónico.
Este navegador no puede mostrar recordatorios. Use el correo electrónico o un SMS.
En un iPhone, toque primero Compartir y luego «Añadir a pantalla de inicio». Abra Ebb desde allí. Le pedirá un código de su clínica. O use el correo electrónico.
Recordármelo en este teléfono
En este teléfono no
De otra manera
El código que le hemos enviado
No enviamos nada más allí hasta que lo escriba.
Confirmar
Enviar otro código
Hemos enviado otro código. El anterior ya no sirve.
Añadir
Quitar
¿Cuándo se lo recordamos?
Los primeros 2 días elegimos nosotros. Después, usted.
Una hora de 09:00 a 19:59
Usar esta hora
Su clínica puede leer su diario. Aquí ve quién lo hizo, y cuándo.
Podrá verlo cuando tenga conexión.
Todavía no ha mirado nadie.
Ver los anteriores
{n} veces, la última a las {time}
Pueden escribir por usted y leer su diario. Su clínica ve quién escribió. No ven las cartas.
Su nombre
Escriba su nombre
Crear un código para esa persona
{name} abre {where} en su teléfono y escribe esto. También escribe la fecha de nacimiento de usted, no la suya propia. Sirve hasta el {date}.
Aquí por última vez {when}
Todavía no ha usado el código
{name} ya no podrá leer ni escribir aquí. Lo que escribió se queda.
Sí, quitar a esta persona
Ponerlo allí
Abra el menú del navegador. Elija «Instalar» o «Añadir a pantalla de inicio».
¿Le pide un código?
Cree uno aquí. Después escríbalo allí con su fecha de nacimiento.
Crear un código
Sirve una vez, hasta las {time}. Hemos intentado copiarlo por usted.
Sé lo que se borra y lo que se queda.
Sé lo que se borra y lo que se queda. Lo que no he enviado se pierde.
Marque que lo sabe
Borrar mi diario
Se ha ido
Ya nadie vigila. Sus palabras se borran el {date}. Si cambia de idea, pida un código a su clínica.
Todavía no hay ninguna carta.
Podrá leer sus cartas cuando tenga conexión.
Todas las cartas
Una carta para {who}
un médico
Su diario en una tabla
Hecha por {name}, {when}.
Cuenta del {from} al {to}.
Usted dijo que sí, {when}. Su clínica puede entregarla.
Puede retirar su permiso: en Ajustes, responda No a «Compartir con otro médico».
Usted dijo que no, {when}. No se envía a nadie.
Su motivo: {why}
Imagen de la página, tal como se imprimirá. Para oírla en voz alta, abra la página misma.
Ahora no podemos mostrar la imagen. Abra la página misma.
Hacerla más grande
Hacerla más pequeña
La página
La tabla
Abrir la página misma (PDF)
Obtener la tabla (CSV)
Guardar la página (PDF)
(se abre en otra pestaña)
one={n} anotación|many={n} de anotaciones|other={n} anotaciones
Puede que lleve sus propias notas
Puede ocultarlas. Las señales de alarma y las puntuaciones se quedan.
Ocultar mis notas
Haciendo la página otra vez, sin sus notas…
¿Puede su clínica entregarla a {who}?
La he leído. Estoy de acuerdo en que se entregue a {who}.
Marque que la ha leído y que está de acuerdo
Sí, estoy de acuerdo
No, no la entreguen
¿Quiere decir por qué?
No hace falta. Su clínica lo lee.
Decir que no
Un enlace para su médico
Quien tenga el enlace y el código puede leer esta carta, durante siete días. Aquí verá cuándo la lee.
Crear un enlace
Envíe el enlace. Diga el código por teléfono o en persona. Los dos se muestran solo ahora.
Enviar el enlace
Creado por {name}, {when}
Abierto, {when}
Contestado, {when}
Alguien lo intentó y no pudo entrar, {when}
«La he leído»
«Veré al paciente»
«No hace falta que yo haga nada»
Anular el enlace
Este enlace ya no se abre.
Esta carta no está aquí.
El servidor no pudo aceptar su respuesta: {detail}
Una llave de acceso es una llave que guarda su teléfono. La abre su cara, su dedo o el código del teléfono.
¿Este navegador ya no le conoce? Donde Ebb pide un código, toque «¿Sin código?» y después «Usar una llave de acceso».
Todavía no hay ninguna llave de acceso.
Creada {since}
Creada {since}. Usada por última vez {seen}.
Crear una llave de acceso en este teléfono
No se creó ninguna llave de acceso. Puede intentarlo de nuevo.
Tiene cinco llaves de acceso. Quite una primero.
Ya no podrá abrir su diario. Quítela también de la lista de su teléfono.
Sí, quitarla
¿Ha perdido un teléfono? Quite aquí su llave de acceso y desconecte el teléfono en Ajustes.`,"pair.day":`Día`,"pair.month":`Mes`,"pair.year":`Año`,"add.heading":`¿Quiere añadir algo?`,"add.compared":`¿Mejor o peor?`,"add.where":`¿Dónde?`,"add.medicine":`Medicinas`,"add.activity":`Vida diaria`,"add.scores":`Más puntuaciones`,"add.severity":`¿Qué intensidad?`,"add.note":`Nota`,"add.when":`¿Cuándo?`,"compared.much_better":`Mucho mejor`,"compared.better":`Mejor`,"compared.same":`Igual`,"compared.worse":`Peor`,"compared.much_worse":`Mucho peor`,"when.morning":`Esta mañana`,"when.lastEvening":`Ayer por la tarde`,"when.lastMorning":`Ayer por la mañana`,"where.front":`Delante`,"where.back":`Detrás`,"where.head":`Cabeza y cuello`,"where.trunk":`Espalda, pecho y vientre`,"where.arms":`Hombros y brazos`,"where.legs":`Caderas y piernas`,"place.head":`Cabeza`,"place.jaw":`Mandíbula`,"place.neck":`Cuello`,"place.upper-back":`Parte alta de la espalda`,"place.low-back":`Zona lumbar`,"place.chest":`Pecho`,"place.abdomen":`Vientre`,"place.shoulder":`Hombro`,"place.arm":`Brazo`,"place.elbow":`Codo`,"place.wrist-hand":`Muñeca o mano`,"place.buttock":`Glúteo`,"place.hip":`Cadera`,"place.leg":`Pierna`,"place.knee":`Rodilla`,"place.ankle":`Tobillo`,"place.foot":`Pie`,"place.onLeft":`{place}, lado izquierdo`,"place.onRight":`{place}, lado derecho`,"activity.question":`¿Cuánto pudo hacer de un día normal?`,"activity.all":`Todo`,"activity.most":`Casi todo`,"activity.some":`Una parte`,"activity.hardly_anything":`Casi nada`,"activity.hard":`Lo que más le cuesta por el dolor: ¿cuánto le costó?`,"activity.hardHint":`0 es que no le costó. 10 es que no pudo hacerlo.`,"curve.within":`Está dentro de lo habitual.`,"curve.below":`Es menos que en la mayoría en este momento.`,"curve.above":`Es más que en la mayoría en este momento.`,"consent.mother":`Soy la madre de {name}`,"consent.father":`Soy el padre de {name}`,"consent.guardian":`Soy quien tiene la tutela de {name}`,"consent.attorney":`Tengo un poder de {name}`,"consent.representative":`Decido por {name} según la ley, de otro modo`,"remind.email":`Correo electrónico`,"remind.sms":`Mensaje de texto (SMS)`,"remind.emailLabel":`Su correo electrónico`,"remind.smsLabel":`Su número de móvil`,"remind.emailMissing":`Escriba su correo electrónico`,"remind.smsMissing":`Escriba su número de móvil`,"settings.monitoring":`Avisar a mi clínica`,"settings.reminders":`Recordármelo`,"settings.audit":`Contar mis resultados, sin mi nombre`,"settings.sharing":`Compartir con otro médico`,"letter.state.draft":`Espera su respuesta`,"letter.state.agreed":`Usted dijo que sí`,"letter.state.declined":`Usted dijo que no`,"text.normal":`Como están`,"text.large":`Más grandes`,"text.largest":`Las más grandes`,"export.pdf":`Una página para su médico (PDF)`,"export.pdfAbout":`Una página sobre su tratamiento, con su curva, para imprimir o enviar.`,"export.csv":`Una tabla (CSV)`,"export.csvAbout":`Todas las anotaciones, para una hoja de cálculo. Funciona también sin cobertura.`,"export.fhir":`Para un sistema de historias clínicas (FHIR)`,"export.fhirAbout":`La misma página, en la forma que lee el ordenador de una consulta.`,"export.json":`Todo (JSON)`,"export.jsonAbout":`Todo lo que se guarda sobre usted. Otro Ebb puede leerlo.`,"ui.problem":`Hay un problema`,"ui.errorTitle":`Error: `,"ui.close":`Cerrar`,"ui.asTable":`Ver como tabla`,"ui.hideTable":`Ocultar la tabla`,"ui.table":`La curva como tabla`,"ui.noReadings":`Todavía no hay puntuaciones.`,"ui.chartCaption":`Franja interior: la mitad de las personas como usted. Franja exterior: 8 de cada 10. Línea discontinua: el punto medio. Un corte en la línea son días sin puntuación.`,"ui.chartAxisX":`días desde el tratamiento`,"ui.band80":`8 de 10`,"ui.band50":`la mitad`,"ui.median":`medio`,"ui.you":`usted`,"ui.tableScores":`Puntuaciones desde el tratamiento, de 0 a 10`,"ui.tableExpected":`Puntuaciones esperadas, por día`,"ui.columnWhen":`Tiempo desde el tratamiento`,"ui.columnScore":`Puntuación`,"ui.columnExpected":`Lo esperado`,"ui.columnHalf":`La mitad de las personas`,"ui.columnMiddle":`Punto medio`,"ui.columnDay":`Día`,"ui.above":`por encima de lo esperado`,"ui.anchors":`0 es ningún dolor. 10 es el peor dolor que pueda imaginar.`,"ui.noPain":`Sin dolor`,"ui.none":`Sin dolor`,"ui.mild":`Leve`,"ui.moderate":`Moderado`,"ui.severe":`Fuerte`,"ui.gap":`Sin puntuación durante {duration}.`,"ui.range":`{low} a {high}`,"ui.underAnHour":`menos de 1 hora`,"ui.hours":`one={n} hora|many={n} de horas|other={n} horas`,"ui.days":`one={n} día|many={n} de días|other={n} días`,"ui.daysAndHours":`{days} y {hours} h`,"weekly.peg.pain":`¿Qué número describe mejor su dolor, en promedio, en la última semana?`,"weekly.peg.enjoyment":`¿Qué número describe mejor cuánto ha interferido el dolor, en la última semana, con su disfrute de la vida?`,"weekly.peg.activity":`¿Qué número describe mejor cuánto ha interferido el dolor, en la última semana, con su actividad general?`,"times.usual":`Elijan por mí`,"times.morning":`Por la mañana, a las 9`,"times.evening":`Por la tarde, a las 7`,"times.both":`Las dos`,"times.own":`Otra hora`,"looks.list":`Le vio en una lista`,"looks.read":`Leyó su diario`,"looks.write":`Escribió en su diario`,"looks.change":`Cambió lo que se sabe de usted`,"looks.treat":`Escribió sobre su tratamiento`,"looks.answer":`Respondió a algo que usted contó`,"looks.letter":`Trabajó en una carta sobre usted`,"looks.link":`Abrió su carta con el enlace`,"looks.copy":`Hizo una copia de su diario`,"looks.invite":`Creó o usó un código para su diario`,"looks.erase":`Borró sus palabras`,"looks.as.practitioner":`trata a personas en su clínica`,"looks.as.manager":`dirige su clínica`,"looks.as.auditor":`revisa el trabajo de su clínica`,"looks.as.carer":`le ayuda a escribir`,"looks.as.link":`alguien con el enlace y el código`,"looks.as.ebb":`el propio Ebb`,"install.share":`Toque Compartir, en el borde de la pantalla.`,"install.add":`Elija «Añadir a pantalla de inicio».`,"install.open":`Abra Ebb desde allí. Escriba su código.`,"erase.now":`Al momento`,"erase.nowBody":`A su clínica no se le dice nada más, y sabe que usted se fue. Se desconectan todos los teléfonos. Terminan los enlaces y los ayudantes.`,"erase.later":`Después de 30 días`,"erase.laterBody":`Se borran sus notas y sus demás palabras. También su correo y su teléfono. Hasta entonces, su clínica puede darle un código nuevo.`,"erase.stays":`Lo que se queda`,"erase.staysBody":`La ley pide a su clínica que guarde su propio registro. Es su nombre, sus tratamientos, sus puntuaciones y señales, y las cartas que usted aceptó.`},r=()=>({words:n,...t,locale:e(`es`)});export{r as spoken};