package activity

import "time"

// Platform (平台) is one of the five platforms to which the guidelines for the centers assign what stations do.
type Platform string

// The platforms, in the order in which the guidelines name them.
const (
	TheoryPlatform    Platform = "theory"
	EducationPlatform Platform = "education"
	CulturePlatform   Platform = "culture"
	SciencePlatform   Platform = "science"
	SportsPlatform    Platform = "sports"
)

// Platforms lists all of them, in order.
func Platforms() []Platform {
	return []Platform{TheoryPlatform, EducationPlatform, CulturePlatform, SciencePlatform, SportsPlatform}
}

// Name is what the offices call the platform.
func (p Platform) Name() string {
	return map[Platform]string{
		TheoryPlatform: "理论宣讲", EducationPlatform: "教育服务", CulturePlatform: "文化服务", SciencePlatform: "科技与科普服务", SportsPlatform: "健身体育服务",
	}[p]
}

// Valid reports whether this is one of the platforms, or none.
func (p Platform) Valid() bool { return p == "" || p.Name() != "" }

// PlatformFault is what is said of a platform that there is not.
const PlatformFault = "平台只能是 theory、education、culture、science 或 sports。"

// Benefit (受益群众) is how many people an activity has served, as somebody of the station counted afterwards.
type Benefit struct {
	Beneficiaries           *int64 // 人次; nil until somebody has said
	BeneficiariesRecordedBy *int64
	BeneficiariesRecordedAt *time.Time
}

func (a *Activity) fillPlatform(platform *Platform) {
	switch {
	case platform == nil:
	case *platform == "":
		a.Platform = nil
	default:
		a.Platform = platform
	}
}
