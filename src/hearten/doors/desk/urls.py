from hearten.doors.rooms import rooms

urlpatterns = rooms(
    "hearten.doors.desk",
    "today",
    "customers",
    "claims",
    "payments",
    "policies",
    "surveys",
    "studies",
    "fieldwork",
    "analysis",
    "insight",
    "research",
    "quality",
    "improvement",
    "reports",
    "products",
    "partners",
    "imports",
    "settings",
)
