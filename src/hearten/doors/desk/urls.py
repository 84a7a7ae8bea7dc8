from hearten.doors.rooms import rooms

urlpatterns = rooms(
    "hearten.doors.desk",
    "today",
    "customers",
    "claims",
    "payments",
    "policies",
    "surveys",
    "insight",
    "improvement",
    "products",
    "partners",
    "imports",
    "settings",
)
