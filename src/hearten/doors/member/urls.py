from hearten.doors.rooms import rooms

urlpatterns = rooms(
    "hearten.doors.member", "home", "shop", "cover", "claims", "health", "me", "surveys", "inbox"
)
