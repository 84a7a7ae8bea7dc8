from django.urls import path

from hearten.doors.desk.quality import experts, indicators, overview, peers, weights

urlpatterns = [
    path("quality/", overview.quality, name="quality"),
    path("quality/index.<str:kind>", overview.quality_export, name="quality_export"),
    path("quality/measure/", overview.quality_measure, name="quality_measure"),
    path("quality/beside/", overview.quality_beside, name="quality_beside"),
    path("quality/indicators/<slug:code>/", indicators.quality_indicator, name="quality_indicator"),
    path("quality/indicators/<slug:code>/target/", indicators.quality_target, name="quality_target"),
    path("quality/peers/", peers.quality_peers, name="quality_peers"),
    path("quality/peers/add/", peers.quality_peer_add, name="quality_peer_add"),
    path("quality/peers/import/", peers.quality_peers_import, name="quality_peers_import"),
    path("quality/peers.<str:kind>", peers.quality_peers_export, name="quality_peers_export"),
    path("quality/weights/", weights.quality_weights, name="quality_weights"),
    path("quality/weights/choose/", weights.quality_weights_choose, name="quality_weights_choose"),
    path("quality/experts/", experts.quality_rounds, name="quality_rounds"),
    path("quality/experts/open/", experts.quality_round_open, name="quality_round_open"),
    path("quality/experts/<uuid:round_id>/", experts.quality_round, name="quality_round"),
    path("quality/experts/<uuid:round_id>/scores/", experts.quality_scores, name="quality_scores"),
    path("quality/experts/<uuid:round_id>/compare/", experts.quality_compare, name="quality_compare"),
    path("quality/experts/<uuid:round_id>/check/", experts.quality_check, name="quality_check"),
    path("quality/experts/<uuid:round_id>/close/", experts.quality_round_close, name="quality_round_close"),
    path("quality/experts/<uuid:round_id>/again/", experts.quality_round_again, name="quality_round_again"),
]
