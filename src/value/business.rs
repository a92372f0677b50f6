//! Kinds of business, as schema.org calls them: what search engines are told.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::error::{Code, Error, Result};

/// `LocalBusiness` of schema.org and what is below it.
const TYPES: &str = "LocalBusiness AccountingService AmusementPark AnimalShelter ArchiveOrganization ArtGallery \
    Attorney AutoBodyShop AutoDealer AutoPartsStore AutoRental AutoRepair AutoWash AutomatedTeller Bakery \
    BankOrCreditUnion BarOrPub BeautySalon BedAndBreakfast BikeStore BookStore BowlingAlley Brewery CafeOrCoffeeShop \
    Campground Casino ChildCare ClothingStore ComedyClub ComputerStore ConvenienceStore DaySpa Dentist \
    DepartmentStore Dermatology Distillery DryCleaningOrLaundry Electrician ElectronicsStore EmploymentAgency \
    EntertainmentBusiness ExerciseGym FastFoodRestaurant FinancialService FireStation Florist FoodEstablishment \
    FurnitureStore GardenStore GasStation GeneralContractor GolfCourse GovernmentOffice GroceryStore HVACBusiness \
    HairSalon HardwareStore HealthAndBeautyBusiness HealthClub HobbyShop HomeAndConstructionBusiness HomeGoodsStore \
    Hospital Hostel Hotel HousePainter IceCreamShop InsuranceAgency InternetCafe JewelryStore LegalService Library \
    LiquorStore Locksmith LodgingBusiness MedicalBusiness MedicalClinic MensClothingStore MobilePhoneStore Motel \
    MotorcycleDealer MotorcycleRepair MovieRentalStore MovieTheater MovingCompany MusicStore NailSalon NightClub \
    Notary OfficeEquipmentStore Optician OutletStore PawnShop PetStore Pharmacy Physician Physiotherapy \
    Plumber PostOffice Preschool ProfessionalService PublicSwimmingPool RadioStation RealEstateAgent RecyclingCenter \
    Resort Restaurant RoofingContractor School SelfStorage ShoeStore ShoppingCenter SkiResort \
    SportingGoodsStore SportsActivityLocation SportsClub StadiumOrArena Store TattooParlor TelevisionStation \
    TennisComplex TireShop TouristInformationCenter ToyStore TravelAgency VeterinaryCare WholesaleStore Winery";

/// What people say, and the kind that comes nearest.
const ALSO: &[(&str, &str)] = &[
    ("photo", "ProfessionalService"),
    ("videograph", "ProfessionalService"),
    ("design", "ProfessionalService"),
    ("consult", "ProfessionalService"),
    ("architect", "ProfessionalService"),
    ("agency", "ProfessionalService"),
    ("freelance", "ProfessionalService"),
    ("lawyer", "Attorney"),
    ("barber", "HairSalon"),
    ("hairdress", "HairSalon"),
    ("cafe", "CafeOrCoffeeShop"),
    ("café", "CafeOrCoffeeShop"),
    ("coffee", "CafeOrCoffeeShop"),
    ("pub", "BarOrPub"),
    ("bar", "BarOrPub"),
    ("yoga", "SportsActivityLocation"),
    ("gym", "ExerciseGym"),
    ("doctor", "Physician"),
    ("garage", "AutoRepair"),
    ("vet", "VeterinaryCare"),
    ("flower", "Florist"),
    ("spa", "DaySpa"),
    ("shop", "Store"),
    ("painter", "HousePainter"),
    ("builder", "GeneralContractor"),
    ("massage", "HealthAndBeautyBusiness"),
    ("bnb", "BedAndBreakfast"),
];

/// So like must a kind be to what was given.
const LIKENESS_MIN: f64 = 0.87;

/// A kind of business of schema.org: `Restaurant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusinessType(&'static str);

impl BusinessType {
    /// Reads a kind, in any case and with blanks.
    ///
    /// # Errors
    /// `ARGUMENT_INVALID`, with the kind that comes nearest.
    pub fn parse(text: &str) -> Result<BusinessType> {
        let given = plain(text);
        if let Some(known) = all().find(|known| plain(known) == given) {
            return Ok(BusinessType(known));
        }
        if let Some(meant) = said(&given) {
            return Ok(BusinessType(meant));
        }
        let shown: String = text.chars().take(60).collect();
        let sentence = format!("`{shown}` is no kind of business that schema.org knows");
        Err(Error::new(Code::ArgumentInvalid, sentence).suggest(match nearest(&given) {
            Some(near) => format!("use {near}, or LocalBusiness where nothing fits"),
            None => "use a kind such as Restaurant, HairSalon, Store or ProfessionalService, or LocalBusiness \
                     where nothing fits"
                .to_owned(),
        }))
    }

    /// What schema.org calls it.
    pub fn name(self) -> &'static str {
        self.0
    }
}

fn all() -> impl Iterator<Item = &'static str> {
    TYPES.split(' ').filter(|name| !name.is_empty())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The kind that is clearly meant by a word such as `photographer`: a short word is only itself.
fn said(given: &str) -> Option<&'static str> {
    const LONG: usize = 5;
    let is_meant = |word: &str| given == word || word.len() >= LONG && given.starts_with(word);
    ALSO.iter().find(|(word, _)| is_meant(word)).map(|(_, known)| *known)
}

fn nearest(given: &str) -> Option<&'static str> {
    let alike = all().map(|known| (strsim::jaro_winkler(given, &plain(known)), known));
    let best =
        alike.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness >= LIKENESS_MIN);
    let inside = || ALSO.iter().find(|(word, _)| given.contains(word)).map(|(_, known)| *known);
    best.map(|(_, known)| known).or_else(inside)
}

impl<'de> Deserialize<'de> for BusinessType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        BusinessType::parse(&Cow::<str>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for BusinessType {
    fn schema_name() -> Cow<'static, str> {
        "BusinessType".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-form": "business" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_business_is_one_of_schema_orgs_and_others_are_answered_with_the_nearest() {
        for (text, name) in [
            ("Restaurant", "Restaurant"),
            ("hair salon", "HairSalon"),
            ("NIGHTCLUB", "NightClub"),
            ("Photographer", "ProfessionalService"),
            ("Photography studio", "ProfessionalService"),
            ("Café", "CafeOrCoffeeShop"),
            ("barber shop", "HairSalon"),
            ("pub", "BarOrPub"),
        ] {
            assert_eq!(BusinessType::parse(text).unwrap().name(), name);
        }
        for (wrong, near) in [
            ("Resturant", "Restaurant"),
            ("wedding photographer", "ProfessionalService"),
            ("Bargains", "BarOrPub"),
            ("Dentists", "Dentist"),
            ("Zeppelin", "LocalBusiness"),
            ("", "LocalBusiness"),
        ] {
            let error = BusinessType::parse(wrong).unwrap_err();
            let suggestion = error.suggestion().unwrap_or_default();
            assert!(suggestion.contains(near), "{wrong}: {suggestion}");
        }
    }
}
