console.log("parcel")
