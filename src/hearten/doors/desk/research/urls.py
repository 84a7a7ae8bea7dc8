from django.urls import path

from hearten.doors.desk.research import coding, needs, studies, texts

urlpatterns = [
    path("research/", studies.research, name="research"),
    path("research/open/", studies.needs_open, name="needs_open"),
    path("research/studies/<uuid:needs_id>/", studies.needs_study, name="needs_study"),
    path("research/studies/<uuid:needs_id>/steps/<slug:name>/", studies.needs_step, name="needs_step"),
    path("research/studies/<uuid:needs_id>/sources/", studies.needs_source, name="needs_source"),
    path("research/studies/<uuid:needs_id>/material/", studies.needs_material, name="needs_material"),
    path("research/studies/<uuid:needs_id>/needs/", studies.need_new, name="need_new"),
    path("research/material/<uuid:material_id>/", coding.material, name="material"),
    path("research/material/<uuid:material_id>/code/", coding.material_code, name="material_code"),
    path("research/material/<uuid:material_id>/cut/", coding.material_cut, name="material_cut"),
    path("research/material/<uuid:material_id>/theme/", coding.material_theme, name="material_theme"),
    path("research/material/<uuid:material_id>/read/", coding.material_read, name="material_read"),
    path("research/needs/", needs.needs_board, name="needs_board"),
    path("research/needs/<uuid:need_id>/", needs.need, name="need"),
    path("research/needs/<uuid:need_id>/evidence/", needs.need_evidence, name="need_evidence"),
    path("research/needs/<uuid:need_id>/changes/", needs.need_change, name="need_change"),
    path(
        "research/needs/<uuid:need_id>/changes/<uuid:change_id>/",
        needs.need_change_move,
        name="need_change_move",
    ),
    path("research/answers/", texts.texts, name="texts"),
    path("research/answers/one-by-one/", texts.text_answers, name="text_answers"),
    path("research/answers/export.<str:kind>", texts.text_export, name="text_export"),
    path("research/answers/<uuid:label_id>/", texts.text_answer, name="text_answer"),
]
